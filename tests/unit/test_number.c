/* Figures as people read them. */
#include "sim/report/number.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void plain_keeps_whole_digits(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    number_plain(17234, 3, text);
    assert_string_equal(text, "17,234");
    number_plain(17.234, 3, text);
    assert_string_equal(text, "17.2");
    number_plain(0.0017234, 3, text);
    assert_string_equal(text, "0.00172");
    number_plain(99.96, 3, text);
    assert_string_equal(text, "100");
    number_plain(-1234567.8, 3, text);
    assert_string_equal(text, "-1,234,568");
    number_plain(0, 3, text);
    assert_string_equal(text, "0");
    number_plain(NAN, 3, text);
    assert_string_equal(text, "-");
    number_plain(INFINITY, 3, text);
    assert_string_equal(text, "inf");
}

static void rounded_and_estimates(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    number_rounded(17234, 3, text);
    assert_string_equal(text, "17,200");
    number_rounded(999.9, 3, text);
    assert_string_equal(text, "1,000");
    number_estimate(17234, 210, text);
    assert_string_equal(text, "17,200");
    number_estimate(17234, 2.1, text);
    assert_string_equal(text, "17,234");
    number_estimate(17234, NAN, text);
    assert_string_equal(text, "17,200");
}

static void counts_become_words(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    number_count(17234, NAN, text);
    assert_string_equal(text, "17,200");
    number_count(1200000, NAN, text);
    assert_string_equal(text, "1.2 million");
    number_count(2345678901., NAN, text);
    assert_string_equal(text, "2.35 billion");
    number_count(999600, NAN, text);
    assert_string_equal(text, "1 million");
}

static void percent_is_never_a_false_hundred(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    static const struct {
        double ratio;
        const char *text;
    } cases[] = { { 0.94, "94" },     { 0.0251, "2.5" },   { 0.00012, "0.012" }, { 0, "0" },
                  { 0.9965, "99.7" }, { 0.9999, ">99.9" }, { 1, "100" },         { 0.000001, "<0.001" },
                  { 0.01, "1" },      { 1.2, "120" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        number_percent(cases[i].ratio, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void money_and_time(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    number_money(0.1, text);
    assert_string_equal(text, "0.10");
    number_money(12.4, text);
    assert_string_equal(text, "12.40");
    number_money(0.01734, text);
    assert_string_equal(text, "0.017");
    number_money(12345.6, text);
    assert_string_equal(text, "12,346");
    number_time(0.3, text);
    assert_string_equal(text, "300 ms");
    number_time(1.5, text);
    assert_string_equal(text, "1.5 s");
    number_time(0.00002, text);
    assert_string_equal(text, "20 us");
    assert_string_equal(number_time_unit(NAN).name, "ms");
    assert_string_equal(number_time_unit(INFINITY).name, "ms");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_keeps_whole_digits), cmocka_unit_test(rounded_and_estimates),
        cmocka_unit_test(counts_become_words),      cmocka_unit_test(percent_is_never_a_false_hundred),
        cmocka_unit_test(money_and_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
