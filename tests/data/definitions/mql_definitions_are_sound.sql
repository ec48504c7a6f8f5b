{{ config(tags=['definitions']) }}

with

definitions as (
    select * from {{ ref('mql_definitions') }}
),

dated as (
    select
        definition_id,
        version,
        coalesce({{ to_date('effective_from') }}, date '0001-01-01') as starts_on,
        coalesce({{ to_date('effective_to') }}, date '9999-12-31') as ends_on
    from definitions
),

overlapping_versions as (
    select
        earlier.definition_id,
        later.version,
        earlier.version as other_version
    from dated as earlier
    inner join dated as later
        on
            trim(earlier.definition_id) = trim(later.definition_id)
            and {{ to_integer('earlier.version') }} < {{ to_integer('later.version') }}
            and earlier.starts_on < later.ends_on
            and earlier.ends_on > later.starts_on
),

errors as (
    {{ repeated_definition_keys('mql_definitions', 'definitions', ['definition_id', 'version']) }}
    union all
    select
        'mql_definitions.csv' as file_name,
        {{ definition_row_name() }} as row_name,
        'its effective dates overlap those of version ' || other_version || '; end one before the other begins' as message
    from overlapping_versions
    union all
    {{ definition_errors('mql_definitions', 'definitions', definition_row_name(), [
        [is_blank('definition_id'), "'definition_id is blank; give the definition a name'"],
        [is_blank('version') ~ ' or ' ~ is_no_whole_number('version'), "'version is ' || coalesce(version, 'blank') || ', expected a whole number'"],
        ["coalesce(lower(trim(decay_kind)), '') not in ('', 'none', 'exponential', 'inactivity', 'linear', 'rolling')",
         "'decay_kind is ' || decay_kind || ', expected none, exponential, inactivity, linear or rolling'"],
        ["lower(trim(decay_kind)) in ('exponential', 'inactivity', 'linear') and (" ~ to_number('decay_rate') ~ " is null or "
         ~ to_number('decay_rate') ~ " <= 0 or " ~ to_number('decay_rate') ~ " > 1 or (lower(trim(decay_kind)) <> 'linear' and "
         ~ to_number('decay_rate') ~ " = 1))",
         "'decay_rate is ' || coalesce(decay_rate, 'blank') || '; decay ' || decay_kind || ' needs a rate between 0 and 1, the fraction lost a period'"],
        ["lower(trim(decay_kind)) in ('exponential', 'inactivity', 'linear', 'rolling') and coalesce(" ~ to_number('decay_period_days') ~ ", 0) <= 0",
         "'decay_period_days is ' || coalesce(decay_period_days, 'blank') || '; decay ' || decay_kind || ' needs a period in days'"],
        ["coalesce(" ~ to_number('requalify_gap_days') ~ ", 0) < 1 or " ~ is_no_whole_number('requalify_gap_days'),
         "'requalify_gap_days is ' || coalesce(requalify_gap_days, 'blank') || ', expected a whole number of days, at least 1'"],
        [is_no_number('fit_cap'), "'fit_cap is ' || fit_cap || ', expected a number or blank'"],
        [is_no_number('behavior_cap'), "'behavior_cap is ' || behavior_cap || ', expected a number or blank'"],
        [is_no_number('bant_cap'), "'bant_cap is ' || bant_cap || ', expected a number or blank'"],
        [is_no_number('off_icp_cap'), "'off_icp_cap is ' || off_icp_cap || ', expected a number or blank'"],
        [is_no_whole_number('dormant_after_days'), "'dormant_after_days is ' || dormant_after_days || ', expected a whole number or blank'"],
        [is_no_date('effective_from'), "'effective_from is ' || effective_from || ', expected a date (YYYY-MM-DD) or blank'"],
        [is_no_date('effective_to'), "'effective_to is ' || effective_to || ', expected a date (YYYY-MM-DD) or blank'"],
        [to_date('effective_to') ~ ' <= ' ~ to_date('effective_from'),
         "'effective_to ' || effective_to || ' is not after effective_from ' || effective_from"],
        [is_no_date('review_on'), "'review_on is ' || review_on || ', expected a date (YYYY-MM-DD) or blank'"],
        [is_no_date('marketing_signed_on'), "'marketing_signed_on is ' || marketing_signed_on || ', expected a date (YYYY-MM-DD) or blank'"],
        [is_no_date('sales_signed_on'), "'sales_signed_on is ' || sales_signed_on || ', expected a date (YYYY-MM-DD) or blank'"],
    ]) }}
)

select * from errors
