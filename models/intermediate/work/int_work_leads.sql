-- leads at work: what the engine reads of them, their own events included, is not what it read when the kept rows were made
{{ leads_that_differ('int_lead_prints', ['input_print', 'code_print']) }}
