-- leads whose own events changed since the last build
{{ leads_that_differ('int_lead_event_prints', ['event_print']) }}
