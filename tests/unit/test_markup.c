/* Text that a browser shows as it is. */
#include "sim/report/markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_escaped(const char *text, const char *expected)
{
    char *escaped = NULL;
    size_t size;
    FILE *file = open_memstream(&escaped, &size);
    markup_text(text, file);
    fclose(file);
    assert_string_equal(escaped, expected);
    free(escaped);
}

static void escapes(void **state)
{
    (void)state;
    assert_escaped("a < b && c > \"d\"", "a &lt; b &amp;&amp; c &gt; &quot;d&quot;");
    assert_escaped("</script>", "&lt;/script&gt;");
    assert_escaped("10 \xc2\xb5s", "10 \xc2\xb5s");
    assert_escaped("", "");
    assert_escaped(NULL, "");
}

static void leaves_out_control_characters(void **state)
{
    (void)state;
    assert_escaped("a\033[31m\nb\tc\r\a", "a[31m\nb\tc");
}

static void formats(void **state)
{
    (void)state;
    char *escaped = NULL;
    size_t size;
    FILE *file = open_memstream(&escaped, &size);
    markup_print(file, "%s at %d <", "<p>", 7);
    char *longer = malloc(3000);
    memset(longer, 'x', 2999);
    longer[2999] = '\0';
    markup_print(file, "%s", longer);
    free(longer);
    fclose(file);
    assert_memory_equal(escaped, "&lt;p&gt; at 7 &lt;x", 18);
    assert_true(size < 2100);
    free(escaped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes),
        cmocka_unit_test(leaves_out_control_characters),
        cmocka_unit_test(formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
