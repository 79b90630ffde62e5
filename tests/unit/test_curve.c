/* Curves with a closed form: M/M/1 and M/M/c response times, service mean 1. */
#include "sim/study/curve.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/near.h"

enum { SWEEP = 8 };

static const double sweep[SWEEP] = { 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95 };

static double erlang_c(int servers, double load)
{
    double b = 1;
    for (int k = 1; k <= servers; k++) b = load * b / (k + load * b);
    return b / (1 - load / servers * (1 - b));
}

static double mean_response(int servers, double rate)
{
    return 1 + erlang_c(servers, rate) / (servers - rate);
}

/* P(R > t): an exponential service after a wait that is exponential with rate servers - rate, or none. */
static double response_tail(int servers, double rate, double t)
{
    const double c = erlang_c(servers, rate), a = servers - rate;
    const double sum = fabs(a - 1) < 1e-9 ? (1 + t) * exp(-t) : (a * exp(-t) - exp(-a * t)) / (a - 1);
    return (1 - c) * exp(-t) + c * sum;
}

static double response_p99(int servers, double rate)
{
    double low = 0, high = 1e4;
    for (int i = 0; i < 100; i++) {
        const double middle = (low + high) / 2;
        if (response_tail(servers, rate, middle) > 0.01)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint64_t scramble(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static double normal(uint64_t *seed)
{
    const double u = ((double)(scramble(seed) >> 11) + 0.5) * 0x1p-53;
    const double v = ((double)(scramble(seed) >> 11) + 0.5) * 0x1p-53;
    return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

typedef double curve_function(int servers, double rate);

/* The sweep's points with errors of relative size se; exact when seed is NULL. */
static struct curve measure(struct curve_point points[SWEEP], curve_function *f, int servers, double se,
                            uint64_t *seed)
{
    for (int i = 0; i < SWEEP; i++) {
        const double rate = sweep[i] * servers;
        points[i] = (struct curve_point){ .arrival_rate = rate,
                                          .log_value = log(f(servers, rate)) + (seed ? se * normal(seed) : 0),
                                          .log_se = se };
    }
    return (struct curve){ .points = points, .count = SWEEP, .saturation = servers, .confidence = 0.95 };
}

static void crossing_of_mm1_is_exact(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    const struct curve curve = measure(points, response_p99, 1, 0.02, NULL);
    const double rho[] = { 0.55, 0.6, 0.77, 0.9 };
    for (size_t i = 0; i < 4; i++) {
        const struct curve_place wall = curve_crossing(&curve, log(100) / (1 - rho[i]));
        assert_int_equal(wall.status, CURVE_FOUND);
        assert_int_equal(wall.used, 4);
        assert_near(wall.rate.value, rho[i], 1e-9);
        assert_true(wall.rate.low < rho[i] && rho[i] < wall.rate.high);
    }
    const struct curve_place wall = curve_crossing(&curve, log(100) / (1 - 0.9));
    assert_near(interval_relative_halfwidth(&wall.rate), 0.004, 0.001);
}

static void crossing_of_mm1_covers(void **state)
{
    (void)state;
    enum { SEEDS = 1000 };
    uint64_t seed = 1;
    int covered = 0;
    for (int s = 0; s < SEEDS; s++) {
        struct curve_point points[SWEEP];
        const struct curve curve = measure(points, response_p99, 1, 0.02, &seed);
        const struct curve_place wall = curve_crossing(&curve, log(100) / (1 - 0.77));
        covered += wall.status == CURVE_FOUND && wall.rate.low <= 0.77 && 0.77 <= wall.rate.high;
    }
    assert_in_range(covered, 940, 990);
}

/* Not straight in the coordinates: the interval has to allow for that, and a point at the root shrinks the
 * error. */
static void crossing_of_mm4(void **state)
{
    (void)state;
    const double limit[] = { 4.979691, 6.301422, 12.193167 }, truth[] = { 2.4, 3.08, 3.6 };
    const double error[] = { 0.01, 0.01, 0.001 };
    for (size_t k = 0; k < 3; k++) {
        assert_near(response_p99(4, truth[k]), limit[k], 1e-5);
        struct curve_point points[SWEEP + 1];
        struct curve curve = measure(points, response_p99, 4, 0.02, NULL);
        struct curve_place wall = curve_crossing(&curve, limit[k]);
        assert_int_equal(wall.status, CURVE_FOUND);
        assert_near(wall.rate.value / truth[k], 1, error[k]);
        assert_true(wall.rate.low < truth[k] && truth[k] < wall.rate.high);

        int i = SWEEP;
        for (; points[i - 1].arrival_rate > wall.rate.value; i--) points[i] = points[i - 1];
        points[i] = (struct curve_point){ wall.rate.value, log(response_p99(4, wall.rate.value)), 0.02, 0 };
        curve.count++;
        wall = curve_crossing(&curve, limit[k]);
        assert_near(wall.rate.value / truth[k], 1, error[k] / 2);
        assert_true(wall.rate.low < truth[k] && truth[k] < wall.rate.high);
    }
}

/* Points far more precise than the parabola is true: without the misfit's scaling the interval would miss. */
static void a_misfit_widens_the_interval(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    const struct curve curve = measure(points, response_p99, 4, 1e-4, NULL);
    const struct curve_place wall = curve_crossing(&curve, 6.301422);
    assert_true(wall.rate.low < 3.08 && 3.08 < wall.rate.high);
}

static void a_flat_curve_has_a_wide_interval(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    uint64_t seed = 3;
    const struct curve curve = measure(points, response_p99, 64, 0.02, &seed);
    const struct curve_place wall = curve_crossing(&curve, 1.02 * response_p99(64, 0.8 * 64));
    assert_int_equal(wall.status, CURVE_FOUND);
    assert_true(interval_relative_halfwidth(&wall.rate) > 0.1);
    assert_true(wall.rate.low < 0.8 * 64 && wall.rate.high > 0.8 * 64);
}

/* Errors of points that stop early where they are low: the weights must not pull the place down. */
static void a_points_own_error_does_not_weigh_it(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    struct curve curve = measure(points, response_p99, 1, 0.02, NULL);
    for (int i = 0; i < SWEEP; i++) points[i].requests = 1e6 / ((1 - sweep[i]) * (1 - sweep[i]));
    const double limit = log(100) / (1 - 0.77), plain = curve_crossing(&curve, limit).rate.value;
    points[3].log_value -= 0.02;
    points[4].log_value += 0.02;
    const double even = curve_crossing(&curve, limit).rate.value;
    points[3].log_se *= 0.7;
    points[4].log_se /= 0.7;
    const double told = curve_crossing(&curve, limit).rate.value;
    for (int i = 0; i < SWEEP; i++) points[i].requests = 0;
    const double believed = curve_crossing(&curve, limit).rate.value;
    assert_near(plain, 0.77, 1e-9);
    assert_true(fabs(told - even) < 0.5 * fabs(believed - even));
}

/* Noise puts the second point above the limit, which is far off: points that descend by chance are one. */
static void a_flat_curve_is_crossed_where_it_rises(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    const struct curve curve = measure(points, response_p99, 16, 0.02, NULL);
    const double limit = response_p99(16, 0.87 * 16);
    points[1].log_value = log(limit) + 0.01;
    const struct curve_place wall = curve_crossing(&curve, limit);
    assert_int_equal(wall.status, CURVE_FOUND);
    assert_near(wall.rate.value, 0.87 * 16, 0.1);
    for (int i = 1; i < SWEEP; i++) points[i].log_se = 1e-3; /* then it is no chance */
    assert_true(curve_crossing(&curve, limit).rate.value < 0.5 * 16);
}

static double guide_of_mm4(const void *context, double rate)
{
    (void)context;
    return log(mean_response(4, fmin(rate, 3.9999)));
}

static void a_guide_straightens(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    struct curve curve = measure(points, mean_response, 4, 0.01, NULL);
    const double bent = curve_knee(&curve).rate.value;
    curve.guide = guide_of_mm4;
    const double straight = curve_knee(&curve).rate.value;
    assert_near(straight / 4, 0.6650057, 2e-5);
    assert_true(fabs(bent / 4 - 0.6650057) > 1e-3);
    assert_near(curve_elasticity(&curve, 1),
                2.0 * (log(mean_response(4, 2.001)) - log(mean_response(4, 1.999))) / 0.002, 1e-4);
}

static void what_is_not_bracketed_is_said(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    struct curve curve = measure(points, response_p99, 1, 0.02, NULL);
    assert_int_equal(curve_crossing(&curve, 1).status, CURVE_ABOVE);
    assert_int_equal(curve_crossing(&curve, 1e4).status, CURVE_BELOW);
    assert_true(isnan(curve_crossing(&curve, 1e4).rate.value));
    curve.count = 1;
    assert_int_equal(curve_crossing(&curve, 1e4).status, CURVE_TOO_FEW);
    assert_int_equal(curve_knee(&curve).status, CURVE_TOO_FEW);
    assert_true(isnan(curve_elasticity(&curve, 0)));
}

static void two_or_three_points_make_a_line(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    struct curve curve = measure(points, response_p99, 1, 0.02, NULL);
    for (curve.count = 2; curve.count <= 3; curve.count++) {
        const struct curve_place wall = curve_crossing(&curve, log(100) / (1 - 0.4));
        assert_int_equal(wall.used, curve.count);
        assert_near(wall.rate.value, 0.4, 1e-9);
    }
    curve.count = 3;
    points[1].log_se = INFINITY; /* ignored */
    assert_int_equal(curve_crossing(&curve, log(100) / (1 - 0.4)).used, 2);
}

/* value = rate^2: the elasticity is 2 everywhere, and ln rate is the coordinate. */
static void without_a_saturation_rates_are_logarithmic(void **state)
{
    (void)state;
    struct curve_point points[4];
    for (int i = 0; i < 4; i++) points[i] = (struct curve_point){ i + 1, 2 * log(i + 1), 0.01, 0 };
    const struct curve curve = { .points = points, .count = 4, .saturation = INFINITY, .confidence = 0.95 };
    const struct curve_place wall = curve_crossing(&curve, 5);
    assert_near(wall.rate.value, sqrt(5), 1e-9);
    for (size_t i = 0; i < 4; i++) assert_near(curve_elasticity(&curve, i), 2, 1e-9);
    assert_int_equal(curve_knee(&curve).status, CURVE_ABOVE);
}

static void knee_of_mm1_is_at_one_half(void **state)
{
    (void)state;
    struct curve_point points[SWEEP];
    struct curve curve = measure(points, mean_response, 1, 0.01, NULL);
    const struct curve_place knee = curve_knee(&curve);
    assert_int_equal(knee.status, CURVE_FOUND);
    assert_near(knee.rate.value, 0.5, 1e-6);
    assert_true(knee.rate.low > 0.48 && knee.rate.high < 0.52);
    for (size_t i = 0; i < SWEEP; i++)
        assert_near(curve_elasticity(&curve, i), sweep[i] / (1 - sweep[i]), 1e-6);
    curve.points = points + 2;
    curve.count = 6;
    assert_int_equal(curve_knee(&curve).status, CURVE_ABOVE);
}

static void knee_of_many_servers(void **state)
{
    (void)state;
    const int servers[] = { 4, 16, 64 };
    const double truth[] = { 0.6650, 0.8107, 0.9000 }; /* zero of the exact derivative */
    for (size_t k = 0; k < 3; k++) {
        struct curve_point points[SWEEP];
        struct curve curve = measure(points, mean_response, servers[k], 0.01, NULL);
        const struct curve_place knee = curve_knee(&curve);
        assert_int_equal(knee.status, CURVE_FOUND);
        assert_near(knee.rate.value / servers[k], truth[k], 0.005);
        assert_true(knee.rate.low < truth[k] * servers[k] && truth[k] * servers[k] < knee.rate.high);
        curve.count = 3;
        assert_int_equal(curve_knee(&curve).status, CURVE_BELOW);
    }
}

static void knee_of_mm1_covers(void **state)
{
    (void)state;
    enum { SEEDS = 1000 };
    uint64_t seed = 1;
    int covered = 0;
    for (int s = 0; s < SEEDS; s++) {
        struct curve_point points[SWEEP];
        const struct curve curve = measure(points, mean_response, 1, 0.01, &seed);
        const struct curve_place knee = curve_knee(&curve);
        covered += knee.status == CURVE_FOUND && knee.rate.low <= 0.5 && 0.5 <= knee.rate.high;
    }
    assert_in_range(covered, 935, 990);
}

static void points_from_intervals(void **state)
{
    (void)state;
    const struct interval both = { 2, 2 * exp(-0.1), 2 * exp(0.1) };
    const struct curve_point p = curve_point_of(7, &both, 0.95, 1.1);
    assert_near(p.arrival_rate, 7, 0);
    assert_near(p.log_value, log(2), 1e-15);
    assert_near(p.log_se, 0.1 / (1.1 * 2.039513446), 1e-9);
    const struct interval open = { 2, 2 * exp(-0.1), INFINITY }, unknown = { 2, 0, INFINITY };
    assert_near(curve_point_of(7, &open, 0.95, 1.1).log_se, p.log_se, 1e-12);
    assert_true(isinf(curve_point_of(7, &unknown, 0.95, 1.1).log_se));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crossing_of_mm1_is_exact),
        cmocka_unit_test(crossing_of_mm1_covers),
        cmocka_unit_test(crossing_of_mm4),
        cmocka_unit_test(a_misfit_widens_the_interval),
        cmocka_unit_test(a_flat_curve_has_a_wide_interval),
        cmocka_unit_test(a_points_own_error_does_not_weigh_it),
        cmocka_unit_test(a_flat_curve_is_crossed_where_it_rises),
        cmocka_unit_test(a_guide_straightens),
        cmocka_unit_test(what_is_not_bracketed_is_said),
        cmocka_unit_test(two_or_three_points_make_a_line),
        cmocka_unit_test(without_a_saturation_rates_are_logarithmic),
        cmocka_unit_test(knee_of_mm1_is_at_one_half),
        cmocka_unit_test(knee_of_many_servers),
        cmocka_unit_test(knee_of_mm1_covers),
        cmocka_unit_test(points_from_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
