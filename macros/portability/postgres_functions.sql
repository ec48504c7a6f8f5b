{#
    What PostgreSQL has no word for. Which of two functions that share a name is meant, the type of the argument says. None of them depends
    on a setting of the session.
#}
{% macro postgres__project_functions() %}
    {% do return([postgres_time_functions(), postgres_number_functions(), postgres_json_functions()]) %}
{% endmacro %}

{% macro postgres_time_functions() %}
create or replace function {{ of_project('shown_time') }}(moment timestamp) returns timestamp
language sql immutable parallel safe as $function$
    select case
        when moment between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999' then date_trunc('second', moment)
    end
$function$;

create or replace function {{ of_project('utc_timestamp') }}(moment timestamp) returns timestamp
language sql immutable parallel safe as $function$
    select {{ of_project('shown_time') }}(moment)
$function$;

create or replace function {{ of_project('utc_timestamp') }}(day date) returns timestamp
language sql immutable parallel safe as $function$
    select {{ of_project('shown_time') }}(cast(day as timestamp))
$function$;

create or replace function {{ of_project('utc_timestamp') }}(moment timestamptz) returns timestamp
language sql immutable parallel safe as $function$
    select {{ of_project('shown_time') }}(moment at time zone 'UTC')
$function$;

create or replace function {{ of_project('moment_of') }}(
    years integer, months integer, days integer, hours integer, minutes integer, seconds integer, may_end_at_24 boolean, ahead integer
) returns timestamp
language sql immutable parallel safe as $function$
    select case
        when
            years >= 1 and months between 1 and 12 and days >= 1 and minutes <= 59 and seconds <= 59
            and (hours <= 23 or may_end_at_24 and hours = 24 and minutes = 0 and seconds = 0)
            and days <= extract(day from make_date(years, months, 1) + interval '1 month' - interval '1 day')
            then make_timestamp(years, months, days, 0, 0, 0) + make_interval(secs => hours * 3600 + minutes * 60 + seconds - ahead)
    end
$function$;

create or replace function {{ of_project('utc_timestamp') }}(given text) returns timestamp
language plpgsql immutable strict parallel safe as $function$
declare
    part text[];
    hours integer;
    seconds numeric;
    -- seconds by which local time is ahead
    ahead integer := 0;
begin
    -- as databases write it, on a day that every month has: nearly all
    if given ~ '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?$' then
        return cast(given as timestamp);
    end if;
    given := {{ trimmed('given') }};
    part := regexp_match(
        given,
        '^([0-9]{4})([-/])([0-9]{1,2})[-/]([0-9]{1,2})'
        || '([ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]+))?)? ?(?:Z|UTC|GMT|([+-])(0[0-9]|1[0-4])(?::?([0-9]{2}))?)?)?$'
    );
    if part is not null then
        if part[2] <> substr(given, length(part[1] || part[2] || part[3]) + 1, 1) then
            return null;
        end if;
        if part[10] is not null then
            ahead := (part[11]::integer * 3600 + coalesce(part[12], '0')::integer * 60) * case part[10] when '-' then -1 else 1 end;
        end if;
        return {{ of_project('shown_time') }}({{ of_project('moment_of') }}(
            part[1]::integer, part[3]::integer, part[4]::integer,
            coalesce(part[6], '0')::integer, coalesce(part[7], '0')::integer, coalesce(part[8], '0')::integer,
            coalesce(rtrim(part[9], '0'), '') = '', ahead
        ));
    end if;
    part := regexp_match(
        given, '^([0-9]{1,2})/([0-9]{1,2})/([1-9][0-9]{3})(?: +([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2}))?([.][0-9]{1,6})?(?: +([AaPp][Mm]))?)?$'
    );
    if part is not null then
        hours := coalesce(part[4], '0')::integer;
        if part[7] is not null and (part[6] is null or part[8] is not null) or part[8] is not null and hours not between 1 and 12 then
            return null;
        end if;
        if part[8] is not null then
            hours := hours % 12 + case lower(part[8]) when 'pm' then 12 else 0 end;
        end if;
        return {{ of_project('moment_of') }}(
            part[3]::integer, part[1]::integer, part[2]::integer, hours, coalesce(part[5], '0')::integer, coalesce(part[6], '0')::integer, false, 0
        );
    end if;
    -- since 1970: seconds, or milliseconds
    if given ~ '^[0-9]{9,10}([.][0-9]*)?$' or given ~ '^[0-9]{12,13}([.][0-9]*)?$' then
        seconds := split_part(given, '.', 1)::numeric;
        return timestamp '1970-01-01' + make_interval(secs => floor(case when seconds < 100000000000 then seconds else seconds / 1000 end));
    end if;
    return null;
end
$function$;
{% endmacro %}

{% macro postgres_number_functions() %}
create or replace function {{ of_project('to_number') }}(given double precision) returns double precision
language sql immutable parallel safe as $function$
    select case when given not in ('infinity', '-infinity', 'nan') then given end
$function$;

-- beyond what a double holds an error is raised, and not infinity given, nor 0
create or replace function {{ of_project('to_number') }}(given text) returns double precision
language plpgsql immutable strict parallel safe as $function$
declare
    part text[];
    value numeric;
begin
    if given ~ '^-?[0-9]{1,15}([.][0-9]{1,15})?$' then
        return cast(given as double precision);
    end if;
    given := {{ trimmed('given') }};
    part := regexp_match(given, '^([+-]?)((?:[0-9]+[.]?[0-9]*|[.][0-9]+))(?:[eE]([+-]?[0-9]+))?$');
    if part is null and given ~ '^[+-]?[$]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$' then
        part := regexp_match(replace(replace(given, ',', ''), '$', ''), '^([+-]?)([0-9.]+)()$');
    end if;
    if part is null then
        return null;
    end if;
    -- so many digits are no measure of anything
    if length(given) > 1000 then
        return null;
    end if;
    if part[3] ~ '^[+]?0*[1-9][0-9]{3,}$' then
        return case when cast(part[2] as numeric) = 0 then 0 end;
    elsif part[3] ~ '^-0*[1-9][0-9]{3,}$' then
        return 0;
    end if;
    value := cast(part[1] || part[2] || 'e' || coalesce(nullif(part[3], ''), '0') as numeric);
    return case
        when abs(value) > 1.7976931348623157e308 then null
        when abs(value) < 3e-324 then 0
        else cast(value as double precision)
    end;
end
$function$;

-- halves away from zero, of what the double holds
create or replace function {{ of_project('rounded') }}(given double precision, places integer) returns double precision
language sql immutable parallel safe as $function$
    select case
        when abs(given) < 1e15 then trunc(given * power(10.0::double precision, places) + case when given < 0 then -0.5 else 0.5 end) / power(10.0::double precision, places)
        else given
    end
$function$;

-- a double with its point, as most engines write it
create or replace function {{ of_project('number_text') }}(given double precision) returns text
language sql immutable parallel safe as $function$
    select case when given = trunc(given) and abs(given) < 1e15 then cast(given as text) || '.0' else cast(given as text) end
$function$;
{% endmacro %}

{# A value as it stands in JSON. #}
{% macro postgres_json_functions() %}
create or replace function {{ of_project('json_value') }}(given text) returns text
language sql immutable parallel safe as $function$
    select coalesce(cast(to_json(given) as text), 'null')
$function$;

create or replace function {{ of_project('json_value') }}(given double precision) returns text
language sql immutable parallel safe as $function$
    select coalesce({{ of_project('number_text') }}(given), 'null')
$function$;

create or replace function {{ of_project('json_value') }}(given boolean) returns text
language sql immutable parallel safe as $function$
    select coalesce(case when given then 'true' when not given then 'false' end, 'null')
$function$;

create or replace function {{ of_project('json_value') }}(given timestamptz) returns text
language sql stable parallel safe as $function$
    select coalesce('"' || cast(given at time zone 'UTC' as text) || '+00"', 'null')
$function$;

create or replace function {{ of_project('json_value') }}(given timestamp) returns text
language sql stable parallel safe as $function$
    select coalesce('"' || cast(given as text) || '"', 'null')
$function$;
{% endmacro %}
