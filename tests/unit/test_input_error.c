/* A message is one line, whatever a user's strings hold. */
#include "sim/input/input_error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void control_characters_give_way(void **state)
{
    (void)state;
    struct input_error error;
    input_error_set(&error, "%s: found \"%s\"", "f.json", "a\nb\x1b[31m\x7f");
    assert_string_equal(error.text, "f.json: found \"a?b?[31m?\"");
    input_error_set(&error, "%s", "gr\xc3\xbc\xc3\x9f dich");
    assert_string_equal(error.text, "gr\xc3\xbc\xc3\x9f dich");
}

static void what_does_not_fit_is_cut_off(void **state)
{
    (void)state;
    struct input_error error;
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    input_error_set(&error, "%s", text);
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters_give_way),
        cmocka_unit_test(what_does_not_fit_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
