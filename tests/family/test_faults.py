"""The check finds what another hand has planted: a slice of its faults, each by its own grade. `make faults`
does the rest.
"""

from __future__ import annotations

import pytest

from tests.family.bed.faults import FAULTS
from tests.family.campaign import find

SLICE = [
    "rc_1001_cancelled_ok",
    "rc_1006_text_lacks_id",
    "money_recorded_only",
    "prod_three_letters_ok",
    "auth_any_ok",
    "verb_head_carried_out",
    "leak_sql_in_refusal",
    "env_both",
    "cb_requires_MerchantGUID",
    "cb_missing_OrderId",
    "cb_answer_204",
    "cb_failure_without_message",
    "cb_form_body_taken",
    "s2_meta_must_be_object",
    "s2_status_absent",
    "s2_fulfillments_null",
    "s2_auth_cookie_ok",
    "s2_date_without_zone_ok",
    "s2_leak_address",
    "rc_1002_never_in_jpy",
    "rc_1006_never_in_kwd",
    "env_response_info_of_status",
    "verb_put_products_carried_out",
    "form_refund_taken",
    "money_finer_ten_times",
    "spell_slash_kept",
    "doc_other_orders_too",
    "lost_null_as_text",
    "list_texts_for_parcels",
    "disp_always_completed",
    "cb_number_as_OrderId",
    "s2_seven_digits_cut",
    "s2_text_attachments_skipped",
    "disp_hub_ignored_elsewhere",
    "disp_hub_not_kept",
    "disp_legacy_sample_refused",
    "list_together_first_only",
    "money_quoted_joined",
    "s2_chunked_unread",
    "s2_query_breaks_route",
    "s2_refused_address_kept",
    "s2_sample_refused",
    "track_nothing_shown",
]


@pytest.mark.parametrize("name", SLICE)
def test_is_found_by_its_grade(name):
    verdict = find(name)["found"]
    assert verdict == "error" if FAULTS[name].label == "must" else verdict in ("error", "warning")
