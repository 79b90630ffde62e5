/* Every piece once, what follows after the last, whatever the number of threads. */
#include "sim/study/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { PIECES = 500, ROUNDS = 20 };

struct task {
    atomic_uint done_pieces[PIECES];
    atomic_uint wrong;
    uint32_t rounds; /* touched by `done` alone */
    uint32_t order;  /* when it was finished, among tasks */
    atomic_uint *clock;
};

static void work(void *context, uint32_t piece)
{
    struct task *task = context;
    atomic_fetch_add(&task->done_pieces[piece], 1);
}

static void again(struct crew *crew, void *context)
{
    struct task *task = context;
    task->rounds++;
    for (uint32_t i = 0; i < PIECES; i++)
        if (atomic_load(&task->done_pieces[i]) != task->rounds) atomic_fetch_add(&task->wrong, 1);
    if (task->rounds == ROUNDS) {
        task->order = atomic_fetch_add(task->clock, 1);
        return;
    }
    const struct crew_batch next = { work, again, task, PIECES, 0 };
    crew_submit(crew, &next);
}

static void every_piece_once(void **state)
{
    (void)state;
    for (uint32_t jobs = 1; jobs <= 4; jobs++) {
        enum { TASKS = 5 };
        static struct task task[TASKS];
        atomic_uint clock = 0;
        struct crew *crew = crew_create(jobs);
        assert_non_null(crew);
        for (uint32_t t = 0; t < TASKS; t++) {
            task[t].clock = &clock;
            task[t].rounds = 0;
            for (uint32_t i = 0; i < PIECES; i++) atomic_store(&task[t].done_pieces[i], 0);
            const struct crew_batch first = { work, again, &task[t], PIECES, t };
            crew_submit(crew, &first);
        }
        crew_run(crew);
        for (uint32_t t = 0; t < TASKS; t++) {
            assert_int_equal(task[t].rounds, ROUNDS);
            assert_int_equal(atomic_load(&task[t].wrong), 0);
        }
        assert_int_equal(atomic_load(&clock), TASKS);
        crew_destroy(crew);
    }
}

static void once(struct crew *crew, void *context)
{
    (void)crew;
    struct task *task = context;
    task->order = atomic_fetch_add(task->clock, 1);
}

/* One thread: the lowest rank first, and among equal ranks the one that came first. */
static void low_ranks_first(void **state)
{
    (void)state;
    static const uint64_t rank[] = { 3, 1, 2, 1, 0 };
    static const uint32_t expected[] = { 4, 1, 3, 2, 0 };
    static struct task task[5];
    atomic_uint clock = 0;
    struct crew *crew = crew_create(1);
    for (int t = 0; t < 5; t++) {
        task[t].clock = &clock;
        const struct crew_batch batch = { work, once, &task[t], 7, rank[t] };
        crew_submit(crew, &batch);
    }
    crew_run(crew);
    for (int t = 0; t < 5; t++) assert_int_equal(task[t].order, expected[t]);
    crew_destroy(crew);
}

static void works_again(void **state)
{
    (void)state;
    static struct task task;
    struct crew *crew = crew_create(2);
    crew_run(crew); /* nothing to do */
    for (uint32_t i = 1; i <= 3; i++) {
        const struct crew_batch batch = { work, NULL, &task, PIECES, 0 };
        crew_submit(crew, &batch);
        crew_run(crew);
        for (uint32_t k = 0; k < PIECES; k++) assert_int_equal(atomic_load(&task.done_pieces[k]), i);
    }
    crew_destroy(crew);
    crew_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_piece_once), cmocka_unit_test(low_ranks_first),
                                        cmocka_unit_test(works_again) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
