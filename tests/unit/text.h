/* What a text must hold, and what not. Brings cmocka.h with it. */
#ifndef KNEEWALL_TESTS_UNIT_TEXT_H
#define KNEEWALL_TESTS_UNIT_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void assert_has_(const char *text, const char *part, bool wanted, const char *file, int line)
{
    const bool good = text && part && (strstr(text, part) != NULL) == wanted;
    if (!good && text && part) print_error("%s: %s\nin:\n%s\n", wanted ? "not found" : "found", part, text);
    if (!good) _fail(file, line);
}

#define assert_has(text, part)   assert_has_((text), (part), true, __FILE__, __LINE__)
#define assert_lacks(text, part) assert_has_((text), (part), false, __FILE__, __LINE__)

#endif
