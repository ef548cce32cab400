"""Actions without a row: raced in tests of their own, or no door leads to them. Each was looked at."""

from __future__ import annotations

_TWICE = "rooms/dossiers/test_twice_at_once.py"
_BESIDE = "rooms/dossiers/test_beside_at_once.py"
_PAPER = "rooms/dossiers/test_paper_at_once.py"
_COUNTER = "rooms/dossiers/test_counter_at_once.py"
_LAW = "rooms/procedures/test_law_at_once.py"
_MOVES = "rooms/dossiers/test_process_moves.py"

ELSEWHERE = {
    "dossiers.consultations.miss_consultation": _BESIDE,
    "dossiers.handovers.settle_list": _PAPER,
    "dossiers.handovers.withdraw_list": _PAPER,
    "dossiers.incidents.remedy_incident": _PAPER,
    "dossiers.instant.correct_entry": _COUNTER,
    "dossiers.instant.issue_receipt": _COUNTER,
    "dossiers.instant.record_instant": _COUNTER,
    "dossiers.intake.accept": _TWICE,
    "dossiers.intake.receive": _TWICE,
    "dossiers.legs.finish_leg": _BESIDE,
    "dossiers.legs.send_back_leg": _BESIDE,
    "dossiers.legs.take_leg": _BESIDE,
    "dossiers.paperwork.give_back_originals": _PAPER,
    "dossiers.pauses.add_notice": _BESIDE,
    "dossiers.pauses.request_withdrawal": _TWICE,
    "dossiers.pauses.settle_obligation": _BESIDE,
    "dossiers.posting.post_result": _PAPER,
    "dossiers.posting.track_post": _PAPER,
    "dossiers.priority.set_priority": _COUNTER,
    "dossiers.processes.confirm_move": _MOVES,
    "dossiers.processes.prepare_move": _MOVES,
    "dossiers.reassigning.reassign": "rooms/dossiers/test_reassigning.py",
    "dossiers.recalling.recall": "rooms/dossiers/test_recalling.py",
    "dossiers.reorganising.apply": "rooms/dossiers/test_reorganising.py",
    "dossiers.results.decide_on_the_spot": _COUNTER,
    "dossiers.results.return_result": _TWICE,
    "dossiers.results.sign_result": _TWICE,
    "dossiers.routing.forward": _TWICE,
    "dossiers.signing.begin_batch": "rooms/dossiers/test_signing_at_once.py",
    "dossiers.verifications.verify": _BESIDE,
    "procedures.announcing.complete_duty": _LAW,
    "procedures.announcing.register_announcement": _LAW,
    "procedures.drafting.draft_from": _LAW,
}

_LOADS = (
    "Loads what is shipped, before anybody signs in; the preparing lock lets one process at it."
)
_INNER = "Part of another action, in its transaction and behind its policy and its locks."
_ASKS = "Only says whether somebody may; it changes nothing."
_SHOWS = "Only works out what would be; it changes nothing."

EXEMPT = {
    "accounts.demo.load_demo": _LOADS,
    "accounts.demo_absence.load_demo_absence": _LOADS,
    "accounts.demo_keys.load_demo_keys": _LOADS,
    "accounts.simulated.staff": _LOADS,
    "agencies.loading.load_province": _LOADS,
    "clock.load_seed": _LOADS,
    "procedures.starter.load_starter": _LOADS,
    "journal.record_history_load": _LOADS,
    "accounts.closing.close_posts": _INNER,
    "agencies.laying.lay_rows": _INNER,
    "dossiers.acts.cancel_open": _INNER,
    "dossiers.acts.finish": _INNER,
    "dossiers.acts.tell": _INNER,
    "dossiers.attachments.put": _INNER,
    "dossiers.attachments.take_out": _INNER,
    "dossiers.consultations.opening": _INNER,
    "dossiers.drafting.close_draft": _INNER,
    "dossiers.entering.entering": _INNER,
    "dossiers.entering.following": _INNER,
    "dossiers.incidents.opening": _INNER,
    "dossiers.legs.opening": _INNER,
    "dossiers.letters.end": _INNER,
    "dossiers.letters.issue": _INNER,
    "dossiers.letters.issue_letter": _INNER,
    "dossiers.letters.keep": _INNER,
    "dossiers.pauses.obligation_requested": _INNER,
    "dossiers.results.returned": _INNER,
    "journal.erase_private": _INNER,
    "procedures.drafting.write_drafts": _INNER,
    "procedures.publishing.publish_draft": _INNER,
    "procedures.publishing.published_facts": _INNER,
    "queues.tickets.end_day": _INNER,
    "dossiers.acts.is_head": _ASKS,
    "dossiers.handovers.why_not_settle": _ASKS,
    "dossiers.issuing.may_issue": _ASKS,
    "dossiers.pauses.waits_for": _ASKS,
    "dossiers.processes.can_confirm_move": _ASKS,
    "dossiers.recalling.may_recall": _ASKS,
    "dossiers.registers.can_close": _ASKS,
    "dossiers.registers.can_read": _ASKS,
    "dossiers.retention.can_erase": _ASKS,
    "dossiers.instant.signers_of": _SHOWS,
    "dossiers.letters.preview_of": _SHOWS,
    "dossiers.reassigning.led_units": _SHOWS,
    "dossiers.reassigning.plan": _SHOWS,
    "accounts.keys.note_sign_in": "A fact of each sign-in; two of one moment are two.",
    "accounts.keys.note_sign_out": "A fact of each sign-out; two of one moment are two.",
    "dossiers.calendars.settle": "The night's work: the row's version lets one of two through.",
    "dossiers.calendars.settle_due_dates": "The night's work: calls `settle` for each dossier.",
    "dossiers.reorganising.rehearse": "Writes what the map would do anew; the later one stands.",
    "dossiers.reorganising.choose_heir": "Sets a choice on a draft map; the later one stands.",
    "dossiers.retention.erase": "Each dossier by an update on the condition that it is still due.",
}
