#include "sim/report/number.h"
#include "sim/report/verdict.h"
#include "sim/report/wording.h"

#include <math.h>

void verdict_say_step(const struct verdict *v)
{
    const struct scenario_result *r = v->result;
    char text[WORDING_TEXT], figure[NUMBER_SIZE];
    if (r->wall.status != WALL_FOUND || !*r->step.setting) return;
    const double wall = r->wall.rate.value * r->step.factor,
                 half = (r->wall.rate.high - r->wall.rate.low) / 2 * r->step.factor;
    number_money(fabs(r->step.usd_more), figure);
    snprintf(text, sizeof text, "cheapest next step %s", r->step.setting);
    if (r->step.usd_more != 0)
        wording_add(text, sizeof text, " (%s%s usd/h)", r->step.usd_more < 0 ? "-" : "+", figure);
    wording_add(text, sizeof text, ": ");
    number_estimate(wall, half, figure);
    wording_add(text, sizeof text, "about %s req/s", figure);
    number_percent(r->step.factor - 1, figure);
    wording_add(text, sizeof text, " (+%s %%), by the bottleneck law", figure);
    verdict_say(v, "", text);
}
