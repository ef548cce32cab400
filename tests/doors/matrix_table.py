"""Who comes in at which address: the reviewed table that `test_matrix` holds the house to.

A row names people of the demo and the addresses that are theirs alone. Who is let in may still be
told that a form lacks something (422) or is too old (409); who is not gets 403, or 404 where the
thing itself is out of sight. A new address belongs into a row here before it can be reached.
"""

from __future__ import annotations

# One person of each role, and the same role of another ward. `intake` also guides, `return` also
# takes fees, `director` also heads the Centre as an agency.
PEOPLE = {
    "guide": "huongdan.tt", "intake": "tiepnhan.nghialo", "return": "traketqua.nghialo",
    "fees": "thuphi.tt", "case": "diachinh.nghialo", "room": "kinhte.nghialo",
    "head": "chutich.nghialo", "clerk": "vanthu.nghialo", "gate": "kiemsoat.tt",
    "director": "giamdoc.tt", "business": "nghiepvu.tt", "technical": "kythuat.tt",
    "inspector": "thanhtra.tinh", "post": "buudien.tt", "elsewhere": "hotich.binhson",
}  # fmt: skip
# GET.
SEES = {
    "business":
        "add_reorganisation_line cancel_reorganisation change_agency change_reorganisation "
        "change_unit choose_heir edit_calendar edit_hours new_agency new_reorganisation "
        "propose_erasure quarantine quarantined_record unit_calendars",
    "case": "edit_act",
    "clerk": "register_export register_file",
    "head": "signing_batch",
    "intake": "find_procedure instant instant_fee online_queue received reception",
    "technical": "certificates machine_keys new_officer",
    "business technical": "export_configuration officer officers",
    "case room": "step",
    "director business":
        "reopen_reorganisation reorganisation reorganisation_book reorganisation_dossiers "
        "reorganisation_work reorganisations",
    "gate business": "edit_draft edit_process import_bpmn new_announcement new_draft new_move",
    "gate director": "gate gate_amend",
    "intake return": "return_one",
    "case room head": "draft_result",
    "gate director business":
        "draft drafts export_bpmn move move_progress moves process",
    "gate director inspector":
        "alerts apologies board board_acts board_behind figure_acts gate_decided gate_figures "
        "gate_one gate_rules wall",
    "intake return fees": "counter return_counter",
    "room head director": "assignment day hand_over sign_confirm signing",
    "director business technical inspector":
        "administration agency_card configuration erasure institutions retention rule rules "
        "unit_card wordings",
    "guide intake return fees": "queue",
    "intake return case room": "draft_act",
    "intake return fees post": "post",
    "guide intake room head director business": "queue_furniture",
    "intake return fees room head director": "day_book incidents",
    "intake return room head clerk director": "register",
    "guide intake return fees room head director": "queue_figures",
    "intake return case room head clerk gate director inspector":
        "act act_preview act_word consultation_letter dossier draft_result_preview "
        "file_signatures finding handover_list handover_sheet open_file originals_slip receipt "
        "routing_slip verification_minutes",
    "intake return fees case room head clerk director elsewhere": "originals paper_where",
    "everybody":
        "absences add_passkey add_totp announcement announcements begin calendar_proposal "
        "calendar_run calendar_year calendars catalogue duties factors findings handover "
        "hours inbox new_password own_account procedure_history prove search shelf version "
        "waited",
}  # fmt: skip
# POST, with a form that says nothing: who is heard at all.
SENDS = {
    "business":
        "add_reorganisation_line bring_in_configuration cancel_reorganisation change_agency "
        "change_reorganisation change_unit choose_heir compare_configuration decide_record "
        "decide_several drop_rule_plan edit_calendar edit_hours fill_reorganisation "
        "new_agency new_reorganisation propose_erasure remove_reorganisation_line rule "
        "submit_reorganisation unit_calendars withdraw_calendar withdraw_erasure",
    "case": "edit_act",
    "director": "alerts confirm_calendar end_alert_rule gate_end_rule gate_rules",
    "head": "issue_act sign_again sign_confirm",
    "intake": "instant reception remove_file",
    "technical":
        "ask_reset certificates change_details end_sessions lock_account machine_keys "
        "new_officer reset_password revoke_certificate revoke_key unlock_account",
    "business technical": "decide_reset end_post give_post",
    "case room": "step",
    "case technical": "end_session take_back",
    "director business":
        "abolish_procedure apply_reorganisation approve_process approve_reorganisation "
        "confirm_erasure confirm_move publish_draft refuse_calendar refuse_erasure "
        "rehearse_reorganisation reopen_reorganisation",
    "gate business":
        "add_process check_process complete_duty copy_version discard_draft edit_draft "
        "edit_process import_bpmn new_announcement new_draft new_move rehearse_move "
        "withdraw_move",
    "gate director": "findings gate_amend gate_clear gate_send_back gate_take judge_finding",
    "intake return": "mark_parcel",
    "room head": "answer_finding approve_act revoke_act send_back_act",
    "case room head": "cancel_act draft_result drop_draft_result",
    "gate director inspector": "see_alert",
    "intake return fees": "give_to_post",
    "room head director": "assign_several hand_over register_close",
    "case room head technical": "end_absence",
    "guide intake return fees": "queue_counter queue_day",
    "intake return case room": "draft_act",
    "intake room head business": "queue_furnish",
    "intake return case room head clerk": "add_files",
    "intake return room head clerk director": "register_ask",
    "intake return case room head clerk gate director inspector":
        "file_signatures send_act settle_list",
    "intake return fees case room head clerk director elsewhere": "put_paper",
    "everybody":
        "absences add_passkey add_totp change_password choose end_other_sessions give_offers "
        "lend_roles make_codes new_password prove remove_factor take_offers",
    "room":
        "take_up_act",
}  # fmt: skip
# POST, with a form that says nothing: whose press alone is enough to change something.
DOES = {
    "business":
        "drop_rule_plan remove_reorganisation_line submit_reorganisation withdraw_calendar "
        "withdraw_erasure",
    "case": "end_other_sessions",
    "director": "confirm_calendar end_alert_rule",
    "head": "issue_act",
    "intake": "remove_file settle_list",
    "technical": "end_sessions lock_account reset_password revoke_key",
    "business technical": "decide_reset",
    "case room": "step",
    "case technical": "end_session take_back",
    "gate business": "add_process copy_version discard_draft withdraw_move",
    "room head": "approve_act revoke_act send_back_act",
    "case room head": "cancel_act",
    "case room head technical": "end_absence",
    "room":
        "take_up_act",
}  # fmt: skip
# The doors of citizens and machines, to nobody in particular: status of GET and of POST.
PORTAL = {
    "200 200": "account_login api:api-v1:openapi-json",
    "200 302": "portal:apply",
    "200 405":
        "portal:accessibility portal:apologies portal:board portal:catalogue portal:deadlines "
        "portal:healthz portal:help portal:home portal:posting portal:postings portal:privacy "
        "portal:procedure portal:procedure_sheet portal:robots",
    "200 422": "portal:follow portal:verify",
    "301 405": "portal:favicon",
    "302 302":
        "account_logout mfa_authenticate portal:apply_check portal:supplement portal:withdraw",
    "302 405": "portal:apply_done portal:followed portal:kiosk_open portal:receipt",
    "401 405": "api:api-v1:list_inbox api:api-v1:list_procedures api:api-v1:read_dossier",
    "403 405": "portal:kiosk portal:kiosk_ticket",
    "404 404": "api:api-v1:api-root portal:apply_part",
    "405 302": "portal:apply_discard portal:leave",
    "405 401": "api:api-v1:compute_due api:api-v1:receive_dossier api:api-v1:take_dossier_step",
    "405 403": "portal:kiosk_take",
    "405 404": "portal:apply_drop_file",
}  # fmt: skip
