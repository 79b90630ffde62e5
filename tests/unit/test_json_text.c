/* What is JSON and what is not, with the line and the column of the difference. */
#include "sim/input/json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void right(const char *text)
{
    struct input_error error = { "" };
    cJSON *tree = json_text_parse(text, strlen(text), "f", &error);
    if (!tree) fail_msg("%s", error.text);
    cJSON_Delete(tree);
}

static void wrong_bytes(const char *text, size_t length, const char *message)
{
    struct input_error error = { "" };
    assert_null(json_text_parse(text, length, "f", &error));
    assert_string_equal(error.text, message);
}

static void wrong(const char *text, const char *message)
{
    wrong_bytes(text, strlen(text), message);
}

static void takes_json(void **state)
{
    (void)state;
    right("{}");
    right(" [ ] ");
    right("-0.5e-3");
    right("\"\\u00e9\\n\\\"\\/\"");
    right("\xef\xbb\xbf{\"a\": [1, true, false, null, {}]}\r\n");
    right("{\"a\": 1, \"A\": 2, \"b\": {\"a\": 3}}");
}

static void says_where_it_is_not(void **state)
{
    (void)state;
    wrong("", "f:1:1: found the end, expected a value");
    wrong("{\n  \"a\": 1\n  \"b\": 2 }", "f:3:3: found '\"', expected ',' or '}'");
    wrong("{\"a\": 1,}", "f:1:9: found '}', expected a key in double quotes");
    wrong("[1, 2", "f:1:6: found the end, expected ',' or ']'");
    wrong("[1,]", "f:1:4: found ']', expected a value");
    wrong("{a: 1}", "f:1:2: found 'a', expected a key in double quotes");
    wrong("{\"a\" 1}", "f:1:6: found '1', expected ':'");
    wrong("{} {}", "f:1:4: found '{', expected nothing after the value");
    wrong("{\"a\": 01}", "f:1:8: found '1', expected no digit after a leading 0");
    wrong("{\"a\": .5}", "f:1:7: found '.', expected a value");
    wrong("{\"a\": 1.}", "f:1:9: found '}', expected a digit");
    wrong("{\"a\": 1e}", "f:1:9: found '}', expected a digit");
    wrong("{\"a\": +1}", "f:1:7: found '+', expected a value");
    wrong("{\"a\": NaN}", "f:1:7: found 'N', expected a value");
    wrong("{\"a\": 'b'}", "f:1:7: found ''', expected a value");
    wrong("{\"a\": \"b", "f:1:9: found the end, expected a closing quote");
    wrong("{\"a\": \"b\n\"}", "f:1:9: found a line's end, expected a closing quote");
    wrong("\"\\x\"", "f:1:3: found 'x', expected one of \" \\ / b f n r t u");
    wrong("\"\\u12g4\"", "f:1:6: found 'g', expected four hexadecimal digits");
    wrong("\n\n  // no\n", "f:3:3: found '/', expected a value");
    wrong("[\xc3\xa9]", "f:1:2: found '\xc3\xa9', expected a value");
    wrong("[\"\xc3\xa9\xc3\xa9\" x]", "f:1:7: found 'x', expected ',' or ']'");
    wrong_bytes("{}\0", 3, "f:1:3: found byte 0, expected nothing after the value");
    wrong("\"\\ud800\"", "f: found something that cannot be decoded (an invalid \\u escape?), expected JSON");
}

static void keys_are_given_once(void **state)
{
    (void)state;
    wrong("{\"a\": 1, \"b\": 2, \"a\": 3}", "f: a: given twice");
    wrong("{\"x\": {\"y\": [0, {\"a\": 1, \"a\": 1}]}}", "f: x.y[1].a: given twice");
}

static void depth_is_limited(void **state)
{
    (void)state;
    char text[401];
    memset(text, '[', 400);
    text[400] = '\0';
    wrong(text, "f:1:65: found '[', expected at most 64 levels");
    memset(text + 64, ']', 64);
    text[128] = '\0';
    right(text);
}

static void loads_files(void **state)
{
    (void)state;
    char name[] = "/tmp/test_json_text.XXXXXX";
    struct input_error error;
    size_t length;
    const int file = mkstemp(name);
    assert_true(file >= 0);
    for (int i = 0; i < 3000; i++) assert_int_equal(write(file, "1234567890", 10), 10);
    close(file);
    char *text = json_text_load(name, &length, &error);
    assert_non_null(text);
    assert_int_equal(length, 30000);
    assert_int_equal(text[30000], 0);
    free(text);
    unlink(name);
    assert_null(json_text_load(name, NULL, &error));
    assert_non_null(strstr(error.text, ": cannot read it: No such file"));
    assert_null(json_text_load("/tmp", NULL, &error));
    assert_string_equal(error.text, "/tmp: cannot read it: Is a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_json),          cmocka_unit_test(says_where_it_is_not),
        cmocka_unit_test(keys_are_given_once), cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(loads_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
