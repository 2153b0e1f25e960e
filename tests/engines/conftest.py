from tests.batch.conftest import nf, pages

__all__ = ["nf", "pages"]
