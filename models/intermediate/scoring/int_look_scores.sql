-- fit, behavior, bant and total at every instant at which a lead is looked at from outside
with

behavior as (
    select * from {{ ref('int_look_behavior') }}
),

{{ scored() }}

select * from scored
