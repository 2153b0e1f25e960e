import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import noisefilter
from noisefilter.bundle import read_bundle, write_bundle
from noisefilter.cli import main
from noisefilter.comment import Comment
from noisefilter.errors import CorpusError, ModelError
from noisefilter.learn.teach_comments import correct_comments, teach_comments
from noisefilter.model.comment import CommentModel
from tests.conftest import comment_lot

#: Spam that the small model does not know: honest words, and a club that praises itself.
_PRAISE = (
    "Thanks, the part about {} helped me a lot. Zumbralix",
    "I tried {} with Zumbralix last summer and it rained all week.",
    "You are wrong about {}, says Zumbralix: it was 1987, not 1988.",
    "Where did you find the {}? My sister asks. Zumbralix",
)
_THINGS = "garden soup bicycle tent violin window camera lamp kettle stove".split()
SPAM = [Comment(pattern.format(thing)) for thing in _THINGS for pattern in _PRAISE]


def write(path: Path, comments: list[Comment], label: str = "spam") -> Path:
    rows = [{"text": comment.text, "label": label} for comment in comments]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_twenty_corrections_change_their_like_and_leave_the_rest(
    comment_bundle: Path, tmp_path: Path
) -> None:
    before = noisefilter.load(comment_bundle)
    others = [comment.text for comment in comment_lot()[0]]
    unseen = [verdict.spam for verdict in before.predict_comments(c.text for c in SPAM[20:])]
    assert np.mean(unseen) <= 0.2
    lesson = teach_comments([write(tmp_path / "mine.jsonl", SPAM[:20])], comment_bundle, tmp_path / "taught")
    assert lesson.n_comments == 20
    assert lesson.n_wrong_after < lesson.n_wrong_before
    after = noisefilter.load(tmp_path / "taught")
    unseen = [verdict.spam for verdict in after.predict_comments(c.text for c in SPAM[20:])]
    assert np.mean(unseen) >= 0.9
    changed = [a.spam != b.spam for a, b in zip(
        before.predict_comments(others), after.predict_comments(others), strict=True)]  # fmt: skip
    assert np.mean(changed) <= 0.01


def test_honest_comments_can_be_taught(comment_model: CommentModel) -> None:
    comments, labels, _ = comment_lot()
    spam = [c for c, label in zip(comments, labels, strict=True) if label and "Nice" in c.text]
    taught = correct_comments(comment_model, spam, np.zeros(len(spam), np.int64))
    assert (taught.probabilities(spam) < comment_model.probabilities(spam)).all()
    assert (taught.probabilities(spam) < taught.thresholds["1%"]).mean() > 0.9


def test_the_command(comment_bundle: Path, tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.jsonl", SPAM[:20])
    options = ["--comments", str(mine), "-o", str(tmp_path / "taught"), "--base", str(comment_bundle)]
    result = CliRunner().invoke(main, ["train", *options])
    assert result.exit_code == 0, result.output
    assert "learnt from 20 comments" in result.stderr
    bundle = read_bundle(tmp_path / "taught")
    assert bundle.parameters["card"]["taught_comments"] == {"spam": 20, "ham": 0}


def test_nothing_to_learn_from_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["train", "-o", str(tmp_path / "taught")])
    assert result.exit_code == 2
    assert "nothing to learn from" in result.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no comments in there"),
        ('{"text": "x", "label": "spam"}\n{"text": "y', "line 2: not JSON"),
        ('{"text": "x", "label": "junk"}', "line 1: the label is 'junk'; it can be ham or spam"),
        ('{"text": "x"}', "line 1: the label is None"),
    ],
)
def test_broken_files_are_refused(comment_bundle: Path, tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "mine.jsonl").write_text(content)
    with pytest.raises(CorpusError, match=message):
        teach_comments([tmp_path / "mine.jsonl"], comment_bundle, tmp_path / "taught")
    assert not (tmp_path / "taught").exists()


def test_a_model_without_the_part_is_refused(tmp_path: Path) -> None:
    write_bundle(tmp_path / "plain", {"card": {}, "models": {}}, {})
    with pytest.raises(ModelError, match="no part that judges comments"):
        teach_comments([write(tmp_path / "mine.jsonl", SPAM)], tmp_path / "plain", tmp_path / "taught")
