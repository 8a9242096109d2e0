"""Codes of why nothing was measured: one for each reason, none twice, and those of errors."""

from __future__ import annotations

import error_codes
import pytest

from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import ABSTAIN_REASONS, STATUS_FAILED, VideoAnalysis
from fo_buttwink.domain.codes import UNEXPECTED, code_of_status
from fo_buttwink.pipeline.analyze import analyze_video
from fo_buttwink.pipeline.failed import failed_analysis
from fo_buttwink.video.files import VideoError


def test_no_two_reasons_have_one_code():
    of_errors = [each.code for each in error_codes.exceptions()]
    of_statuses = [code_of_status(status) for status in (*ABSTAIN_REASONS, STATUS_FAILED)]
    assert len({*of_statuses, UNEXPECTED}) == len(ABSTAIN_REASONS) + 2
    assert not {*of_statuses, UNEXPECTED} & {*of_errors}


def test_what_was_measured_has_no_code(make_analysis):
    assert make_analysis().code is None
    assert make_analysis().to_json()["error_code"] is None


@pytest.mark.parametrize("status", ABSTAIN_REASONS)
def test_abstention_has_the_code_of_its_status(make_analysis, status):
    analysis = make_analysis(status=status)
    assert analysis.code == analysis.to_json()["error_code"] == code_of_status(status)
    assert VideoAnalysis.from_json(analysis.to_json()).error_code == ""


def test_file_that_is_missing_has_the_code_of_its_error(tmp_path):
    found = analyze_video(tmp_path / "no.mp4")
    assert (found.status, found.code) == ("failed", VideoError.code)
    assert VideoAnalysis.from_json(found.to_json()).error_code == VideoError.code


def test_fault_of_the_program_is_told_from_a_bad_file():
    assert failed_analysis("a.mp4", Config(), ZeroDivisionError("x")).code == UNEXPECTED


def test_older_file_without_the_code_says_that_it_failed(tmp_path):
    older = analyze_video(tmp_path / "no.mp4").to_json()
    del older["error_code"]
    assert VideoAnalysis.from_json(older).code == "FBW-NOT-MEASURED-FAILED"
