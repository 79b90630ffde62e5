/* Scenarios from texts in which ' stands for ", so that they read in C. */
#ifndef KNEEWALL_TESTS_READING_H
#define KNEEWALL_TESTS_READING_H

#include "sim/input/scenario_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

/* One service, without what follows "tiers" and "classes". */
#define SERVICE "'tiers':{'app':{'kind':'service'}},'classes':{'a':{'path':['app']}}"

static inline char *quoted(const char *text)
{
    char *copy = strdup(text);
    for (char *c = copy; *c; c++)
        if (*c == '\'') *c = '"';
    return copy;
}

static inline struct scenario *try_read(const char *text, struct input_error *error)
{
    char *json = quoted(text);
    struct document *document = document_parse(json, strlen(json), "t.json", error);
    struct scenario *scenario = document ? scenario_of(document, NULL, 0, error) : NULL;
    document_destroy(document);
    free(json);
    return scenario;
}

/* The scenario of a text that must be right. */
static inline struct scenario *reads(const char *text)
{
    struct input_error error = { "" };
    struct scenario *scenario = try_read(text, &error);
    if (!scenario) fail_msg("%s", error.text);
    return scenario;
}

/* The text must be refused with this message (' for "), which follows "t.json". */
static inline void refuses(const char *text, const char *message)
{
    struct input_error error = { "" };
    struct scenario *scenario = try_read(text, &error);
    char *expected = quoted(message);
    if (scenario) fail_msg("read without complaint: %s", text);
    assert_memory_equal(error.text, "t.json", 6);
    assert_string_equal(error.text + 6, expected);
    free(expected);
}

#endif
