/* What a result advises: its sentences, and what is not said when it is not known. */
#include "sim/report/advice.h"
#include "sim/report/wording.h"
#include "tests/unit/synthetic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct synthetic *made(void)
{
    struct synthetic *s = malloc(sizeof *s);
    if (!s) abort();
    synthetic_init(s, 181, 0.008);
    return s;
}

static void assert_says(const struct synthetic *s, const char *part)
{
    char text[2 * WORDING_TEXT];
    advice_text(&s->result, text, sizeof text);
    if (!strstr(text, part)) fail_msg("no \"%s\" in: %s", part, text);
}

static void assert_never_says(const struct synthetic *s, const char *part)
{
    char text[2 * WORDING_TEXT];
    advice_text(&s->result, text, sizeof text);
    if (strstr(text, part)) fail_msg("\"%s\" in: %s", part, text);
}

static void says_wall_gain_and_step(void **state)
{
    (void)state;
    struct synthetic *s = made();
    s->result.wall.rate = (struct interval){ 160, 158, 162 };
    s->result.wall.users = 16000;
    s->result.wall.next_rate = (struct interval){ 300, 296, 304 };
    s->result.step.usd_more = 0.1;
    s->result.step.factor = 1.5;
    snprintf(s->result.step.setting, sizeof s->result.step.setting, "machines.box.like=m7i.xlarge");
    assert_says(s, "The wall is 160 requests/s (+-2), 16,000 users: box.cpu");
    assert_says(s, " Beyond it p99");
    assert_says(s, " Doubling it moves the wall to 300 (+-4), where it is box.ssd");
    assert_says(s,
                " The cheapest next step is machines.box.like=m7i.xlarge, for 0.10 usd an hour more: by the "
                "bottleneck law the wall moves to about 240.");
    s->result.step.usd_more = -0.1;
    assert_says(s, "usd an hour less");
    free(s);
}

static void leaves_out_what_is_not_known(void **state)
{
    (void)state;
    struct synthetic *s = made();
    assert_never_says(s, "next step");
    s->result.wall.users = NAN;
    assert_never_says(s, "users");
    s->result.wall.next_simulated = false;
    assert_says(s, "moves the wall to about");
    assert_says(s, "by the bottleneck law");
    s->result.wall.next_resource = s->result.wall.resource;
    assert_says(s, "again");
    s->result.wall.next_rate.value = NAN;
    assert_never_says(s, "Doubling");
    s->result.wall.next_rate.value = 300;
    s->result.wall.resource = NETWORK_NONE;
    assert_never_says(s, "Doubling");
    assert_never_says(s, "nan");
    free(s);
}

static void without_a_wall(void **state)
{
    (void)state;
    struct synthetic *s = made();
    char text[WORDING_TEXT] = "before";
    s->result.wall.status = WALL_BEYOND;
    assert_says(s, "The SLO holds at every load that was tried, up to ");
    s->result.wall.status = WALL_BELOW;
    assert_says(s, "The SLO is broken at the lightest load already");
    s->result.wall.status = WALL_NONE;
    advice_text(&s->result, text, sizeof text);
    assert_string_equal(text, "");
    free(s);
}

static void cuts_off(void **state)
{
    (void)state;
    struct synthetic *s = made();
    char text[24];
    memset(text, '#', sizeof text);
    advice_text(&s->result, text, 20);
    assert_true(strlen(text) < 20);
    assert_memory_equal(text, "The wall is ", 12);
    assert_int_equal(text[20], '#');
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_wall_gain_and_step),
        cmocka_unit_test(leaves_out_what_is_not_known),
        cmocka_unit_test(without_a_wall),
        cmocka_unit_test(cuts_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
