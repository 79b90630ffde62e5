#include "sim/report/advice.h"

#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

static double half_of(const struct interval *i)
{
    return (i->high - i->low) / 2;
}

/* "1,710 requests/s (+-15)". */
static void add_rate(const struct interval *rate, const char *unit, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    const double half = half_of(rate);
    number_estimate(rate->value, half, figure);
    wording_add(text, size, "%s%s", figure, unit);
    number_rounded(half, half < 10 ? 1 : 2, figure);
    if (isfinite(half) && half > 0) wording_add(text, size, " (+-%s)", figure);
}

static void say_wall(const struct scenario_result *r, char *text, size_t size)
{
    const struct wall_result *wall = &r->wall;
    char name[WORDING_NAME], because[WORDING_TEXT], users[NUMBER_SIZE];
    wording_because(wall, because, sizeof because);
    wording_wall(r, name, sizeof name);
    wording_add(text, size, "The wall is ");
    add_rate(&wall->rate, " requests/s", text, size);
    number_count(wall->users, NAN, users);
    if (isfinite(wall->users)) wording_add(text, size, ", %s users", users);
    if (wall->resource != NETWORK_NONE) wording_add(text, size, ": %s", name);
    wording_add(text, size, ". Beyond it %s%s.", strncmp(because, "no ", 3) == 0 ? "there is " : "", because);
}

static void say_next(const struct scenario_result *r, char *text, size_t size)
{
    const struct wall_result *wall = &r->wall;
    char name[WORDING_NAME];
    if (wall->resource == NETWORK_NONE || !isfinite(wall->next_rate.value)) return;
    wording_add(text, size, " Doubling it moves the wall to ");
    if (!wall->next_simulated) wording_add(text, size, "about ");
    add_rate(&wall->next_rate, "", text, size);
    if (!wall->next_simulated) wording_add(text, size, " by the bottleneck law");
    wording_resource(r->network, wall->next_resource, NETWORK_NONE, name, sizeof name);
    if (wall->next_resource == wall->resource)
        wording_add(text, size, ", where it is %s again", name);
    else if (wall->next_resource != NETWORK_NONE)
        wording_add(text, size, ", where it is %s", name);
    wording_add(text, size, ".");
}

static void say_step(const struct scenario_result *r, char *text, size_t size)
{
    char figure[NUMBER_SIZE];
    if (!*r->step.setting) return;
    number_money(fabs(r->step.usd_more), figure);
    wording_add(text, size, " The cheapest next step is %s", r->step.setting);
    if (r->step.usd_more != 0)
        wording_add(text, size, ", for %s usd an hour %s", figure, r->step.usd_more < 0 ? "less" : "more");
    wording_add(text, size, ": by the bottleneck law the wall moves to about ");
    number_estimate(r->wall.rate.value * r->step.factor, half_of(&r->wall.rate) * r->step.factor, figure);
    wording_add(text, size, "%s.", figure);
}

void advice_text(const struct scenario_result *r, char *text, size_t size)
{
    char rate[NUMBER_SIZE], because[WORDING_TEXT];
    text[0] = '\0';
    number_estimate(r->wall.rate.value, NAN, rate);
    switch (r->wall.status) {
    case WALL_FOUND:
        say_wall(r, text, size);
        say_next(r, text, size);
        say_step(r, text, size);
        break;
    case WALL_BEYOND:
        snprintf(text, size, "The SLO holds at every load that was tried, up to %s requests/s.", rate);
        break;
    case WALL_BELOW:
        wording_because(&r->wall, because, sizeof because);
        snprintf(text, size, "The SLO is broken at the lightest load already, %s requests/s: %s.", rate,
                 because);
        break;
    case WALL_NONE: break;
    }
}
