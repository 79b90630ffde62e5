/* Pieces are zeroed, aligned, apart from each other, and live until the arena ends. */
#include "sim/input/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void pieces_are_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    for (size_t size = 1; size < 200; size += 7) {
        char *piece = arena_alloc(&arena, 3, size);
        assert_int_equal((uintptr_t)piece % sizeof(double), 0);
        for (size_t i = 0; i < 3 * size; i++) assert_int_equal(piece[i], 0);
        memset(piece, 0xff, 3 * size);
    }
    arena_finish(&arena);
}

static void pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { PIECES = 500 };
    struct arena arena = { 0 };
    uint32_t *piece[PIECES];
    for (uint32_t i = 0; i < PIECES; i++) {
        piece[i] = arena_alloc(&arena, 100, sizeof *piece[i]);
        for (int k = 0; k < 100; k++) piece[i][k] = i;
    }
    for (uint32_t i = 0; i < PIECES; i++)
        for (int k = 0; k < 100; k++) assert_int_equal(piece[i][k], i);
    arena_finish(&arena);
}

static void takes_pieces_larger_than_a_block(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    char *small = arena_alloc(&arena, 1, 8), *large = arena_alloc(&arena, 1 << 20, 1);
    large[(1 << 20) - 1] = 'x';
    assert_int_equal(small[0], 0);
    arena_finish(&arena);
    assert_null(arena.block);
}

static void copies_strings(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    char text[] = "name";
    const char *copy = arena_string(&arena, text);
    text[0] = 'g';
    assert_string_equal(copy, "name");
    assert_string_equal(arena_string(&arena, ""), "");
    arena_finish(&arena);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_and_aligned),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(takes_pieces_larger_than_a_block),
        cmocka_unit_test(copies_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
