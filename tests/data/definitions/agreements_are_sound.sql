{{ config(tags=['definitions']) }}

with

metrics as (
    select metric
    from {{ ref('metrics') }}
),

commitments as (
    select
        commitments.*,
        metrics.metric as known_metric
    from {{ ref('commitments') }} as commitments
    left join metrics on lower(trim(commitments.metric)) = metrics.metric
),

bands as (
    select
        metric_bands.*,
        metrics.metric as known_metric
    from {{ ref('metric_bands') }} as metric_bands
    left join metrics on lower(trim(metric_bands.metric)) = metrics.metric
),

overlapping_bands as (
    select
        bands.definition_id,
        bands.version,
        bands.band,
        others.band as other_band
    from bands
    inner join bands as others
        on
            trim(bands.definition_id) = trim(others.definition_id)
            and trim(bands.version) = trim(others.version)
            and trim(bands.metric) = trim(others.metric)
            and trim(bands.band) < trim(others.band)
            and coalesce({{ to_number('bands.lower') }}, -1e300) < coalesce({{ to_number('others.upper') }}, 1e300)
            and coalesce({{ to_number('others.lower') }}, -1e300) < coalesce({{ to_number('bands.upper') }}, 1e300)
),

reviews as (
    select * from {{ ref('definition_reviews') }}
),

errors as (
    {{ repeated_definition_keys('commitments', 'commitments', ['definition_id', 'version', 'commitment_id']) }}
    union all
    {{ unknown_definitions('commitments', 'commitments', 'commitment_id') }}
    union all
    {{ definition_errors('commitments', 'commitments', definition_row_name('commitment_id'), [
        ["known_metric is null", "'metric is ' || coalesce(metric, 'blank') || ', which is no metric; seeds/reference/metrics.csv lists them'"],
        ["coalesce(lower(trim(side)), '') not in ('marketing', 'sales')", "'side is ' || coalesce(side, 'blank') || ', expected marketing or sales'"],
        ["coalesce(lower(trim(comparison)), '') not in ('at_least', 'at_most')", "'comparison is ' || coalesce(comparison, 'blank') || ', expected at_least or at_most'"],
        [is_no_number('target'), "'target is ' || target || ', expected a number or blank'"],
        ["lower(trim(metric)) = 'worked_business_days' and coalesce(lower(trim(unit)), '') not in ('days', 'business_days')", "'unit is ' || coalesce(unit, 'blank') || ', expected days or business_days'"],
    ]) }}
    union all
    {{ repeated_definition_keys('metric_bands', 'bands', ['definition_id', 'version', 'metric', 'band']) }}
    union all
    {{ unknown_definitions('metric_bands', 'bands', 'metric') }}
    union all
    select
        'metric_bands.csv' as file_name,
        {{ definition_row_name('band') }} as row_name,
        'the band overlaps the band ' || other_band || ' of the same metric; lower is inclusive, upper exclusive' as message
    from overlapping_bands
    union all
    {{ definition_errors('metric_bands', 'bands', definition_row_name('metric'), [
        ["known_metric is null", "'metric is ' || coalesce(metric, 'blank') || ', which is no metric; seeds/reference/metrics.csv lists them'"],
        ["coalesce(lower(trim(severity)), '') not in ('ok', 'watch', 'act')", "'severity is ' || coalesce(severity, 'blank') || ', expected ok, watch or act'"],
        [is_no_number('lower') ~ ' or ' ~ is_no_number('upper'), "'lower or upper of band ' || coalesce(band, 'blank') || ' is no number'"],
    ]) }}
    union all
    {{ unknown_definitions('definition_reviews', 'reviews', 'reviewed_on') }}
    union all
    {{ definition_errors('definition_reviews', 'reviews', definition_row_name('reviewed_on'), [
        [is_blank('reviewed_on') ~ ' or ' ~ is_no_date('reviewed_on'), "'reviewed_on is ' || coalesce(reviewed_on, 'blank') || ', expected a date (YYYY-MM-DD)'"],
        ["coalesce(lower(trim(outcome)), '') not in ('kept', 'adjusted', 'rebuilt')", "'outcome is ' || coalesce(outcome, 'blank') || ', expected kept, adjusted or rebuilt'"],
    ]) }}
)

select * from errors
