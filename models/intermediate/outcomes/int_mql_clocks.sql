-- the response of each MQL on its trigger's clock, and when it was due, to be warned of and to be escalated
{% set promises = ['due', 'warns', 'escalates'] %}

with

mqls as (
    select
        cycles.lead_key,
        cycles.definition_key,
        cycles.mql_epoch,
        triggers.sla_clock,
        responses.response_epoch,
        cast({{ rounded('triggers.sla_minutes * 60') }} as {{ dbt.type_bigint() }}) as due_seconds,
        cast({{ rounded('triggers.sla_minutes * 60 * ' ~ var('sla_warning_share')) }} as {{ dbt.type_bigint() }}) as warns_seconds,
        cast({{ rounded('triggers.escalate_after_minutes * 60') }} as {{ dbt.type_bigint() }}) as escalates_seconds
    from {{ ref('int_mql_cycles') }} as cycles
    inner join {{ ref('stg_triggers') }} as triggers on cycles.trigger_key = triggers.trigger_key
    left join {{ ref('int_mql_responses') }} as responses
        on
            cycles.lead_key = responses.lead_key
            and cycles.definition_key = responses.definition_key
            and cycles.mql_epoch = responses.mql_epoch
),

windows as (
    select * from {{ ref('int_business_windows') }}
),

{{ parts_of_calendar('windows', 'opens_epoch', 'closes_epoch') }},

clock as (
    select max(seconds_before + closes_epoch - opens_epoch) as seconds
    from windows
),

windows_by_time as (
    {{ in_each_part('windows', 'calendar', part_of_time('windows.from_epoch'), part_of_time('windows.next_opens_epoch - 1')) }}
),

windows_by_clock as (
    {{ in_each_part(
        'windows', 'clock', part_of_clock('windows.seconds_before'),
        part_of_clock('windows.seconds_before + windows.closes_epoch - windows.opens_epoch')
    ) }}
),

readings as (
    select
        mqls.*,
        {{ clock_at('mqls.sla_clock', 'at_mql', 'mqls.mql_epoch') }} as clock_at_mql,
        {{ clock_at('mqls.sla_clock', 'at_response', 'mqls.response_epoch') }} as clock_at_response,
        {{ clock_at('mqls.sla_clock', 'at_now', as_of_epoch()) }} as clock_now
    from mqls
    cross join calendar
    left join windows_by_time as at_mql
        on at_mql.part = {{ part_of_time('mqls.mql_epoch') }} and {{ is_window_at('at_mql', 'mqls.mql_epoch') }}
    left join windows_by_time as at_response
        on at_response.part = {{ part_of_time('mqls.response_epoch') }} and {{ is_window_at('at_response', 'mqls.response_epoch') }}
    left join windows as at_now on {{ is_window_at('at_now', as_of_epoch()) }}
),

clocked as (
    select
        {% for promise in promises -%}
        {{ time_after('readings.sla_clock', promise, 'readings.mql_epoch', 'readings.clock_at_mql', 'readings.' ~ promise ~ '_seconds') }}
            as {{ promise }}_epoch,
        {% endfor -%}
        readings.*
    from readings
    cross join clock
    {% for promise in promises -%}
    left join windows_by_clock as {{ promise }}
        on
            {{ promise }}.part = {{ part_of_clock('readings.clock_at_mql + readings.' ~ promise ~ '_seconds') }}
            and {{ is_window_after(promise, 'readings.clock_at_mql', 'readings.' ~ promise ~ '_seconds') }}
    {% endfor -%}
)

select
    lead_key,
    definition_key,
    mql_epoch,
    response_epoch,
    {{ minutes_of('clock_at_response - clock_at_mql') }} as response_minutes,
    warns_epoch,
    due_epoch,
    escalates_epoch,
    case when response_epoch is null then {{ minutes_of('due_seconds - (clock_now - clock_at_mql)') }} end as minutes_left,
    case
        when response_epoch is not null then clock_at_response - clock_at_mql <= due_seconds
        when due_epoch <= {{ as_of_epoch() }} then false
    end as is_within_sla
from clocked
