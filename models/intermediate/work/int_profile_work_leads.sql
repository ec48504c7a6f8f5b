-- leads whose row or whose fields' changes are other ones than those that the kept rows were made of
{{ leads_that_differ('int_profile_prints', ['profile_print', 'code_print'], done='int_done_profiles') }}
