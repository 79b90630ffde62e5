/* Everything rests on the recursion B(k) = a B(k-1)/(k + a B(k-1)), which only adds and multiplies positive
 * numbers, so it is stable for any number of servers. Chains with a finite or impatient queue are summed from
 * state m outwards, with weights relative to P(m), for the same reason. */
#include "models/theory/erlang.h"
#include "models/theory/solve.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static bool station_ok(unsigned servers, double arrival_rate, double service_rate)
{
    return servers >= 1 && arrival_rate >= 0 && isfinite(arrival_rate) && service_rate > 0 &&
           isfinite(service_rate);
}

double erlang_b(unsigned servers, double offered_load)
{
    if (!(offered_load >= 0)) return NAN;
    double b = 1;
    for (unsigned k = 1; k <= servers; k++) b = offered_load * b / (k + offered_load * b);
    return b;
}

double erlang_c(unsigned servers, double offered_load)
{
    if (servers < 1 || !(offered_load >= 0)) return NAN;
    if (offered_load >= servers) return 1;
    double b = erlang_b(servers, offered_load);
    double rho = offered_load / servers;
    return b / (1 - rho * (1 - b));
}

double erlang_wait(unsigned servers, double arrival_rate, double service_rate)
{
    if (!station_ok(servers, arrival_rate, service_rate)) return NAN;
    double spare = servers * service_rate - arrival_rate;
    if (spare <= 0) return INFINITY;
    return erlang_c(servers, arrival_rate / service_rate) / spare;
}

double erlang_response(unsigned servers, double arrival_rate, double service_rate)
{
    return erlang_wait(servers, arrival_rate, service_rate) + 1 / service_rate;
}

double erlang_wait_sf(unsigned servers, double arrival_rate, double service_rate, double t)
{
    if (!station_ok(servers, arrival_rate, service_rate) || isnan(t)) return NAN;
    if (t < 0) return 1;
    double spare = servers * service_rate - arrival_rate;
    if (spare <= 0) return 1;
    return erlang_c(servers, arrival_rate / service_rate) * exp(-spare * t);
}

double erlang_wait_quantile(unsigned servers, double arrival_rate, double service_rate, double q)
{
    if (!station_ok(servers, arrival_rate, service_rate) || !(q >= 0 && q < 1)) return NAN;
    double spare = servers * service_rate - arrival_rate;
    if (spare <= 0) return INFINITY;
    double busy = erlang_c(servers, arrival_rate / service_rate);
    return 1 - q >= busy ? 0 : log(busy / (1 - q)) / spare;
}

/* P(Exp(a) + Exp(b) > t), written so that a = b and a near b need no case of their own. */
static double hypoexponential_sf(double a, double b, double t)
{
    double slow = fmin(a, b), fast = fmax(a, b);
    double x = (fast - slow) * t;
    double mean_decay = x > 0 ? -expm1(-x) / x : 1;
    return exp(-slow * t) * (1 + slow * t * mean_decay);
}

double erlang_response_sf(unsigned servers, double arrival_rate, double service_rate, double t)
{
    if (!station_ok(servers, arrival_rate, service_rate) || isnan(t)) return NAN;
    if (t <= 0) return 1;
    double spare = servers * service_rate - arrival_rate;
    if (spare <= 0) return 1;
    double busy = erlang_c(servers, arrival_rate / service_rate);
    return (1 - busy) * exp(-service_rate * t) + busy * hypoexponential_sf(service_rate, spare, t);
}

double erlang_response_cdf(unsigned servers, double arrival_rate, double service_rate, double t)
{
    return 1 - erlang_response_sf(servers, arrival_rate, service_rate, t);
}

struct response {
    double service_rate, spare, busy;
};

static double response_sf(double t, void *context)
{
    const struct response *r = context;
    return (1 - r->busy) * exp(-r->service_rate * t) +
           r->busy * hypoexponential_sf(r->service_rate, r->spare, t);
}

double erlang_response_quantile(unsigned servers, double arrival_rate, double service_rate, double q)
{
    if (!station_ok(servers, arrival_rate, service_rate)) return NAN;
    double spare = servers * service_rate - arrival_rate;
    if (spare <= 0) return INFINITY;
    struct response r = { service_rate, spare, erlang_c(servers, arrival_rate / service_rate) };
    return solve_quantile(response_sf, &r, q, 1 / service_rate);
}

bool erlang_mmck(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                 struct erlang_finite *out)
{
    if (!station_ok(servers, arrival_rate, service_rate) || capacity < servers) return false;
    double load = arrival_rate / service_rate, rho = load / servers;
    double b = erlang_b(servers, load);
    /* Below m the chain is the loss system's, whose P(m) is b: weights relative to it. The mean number in
     * service of the loss system is load (1-b). When load is tiny b underflows; then nobody ever waits. */
    double below = 1 - b, busy_below = load * (1 - b) - servers * b;
    double weight = b, at_or_above = 0, waiting = 0;
    for (unsigned n = servers; n <= capacity; n++) {
        at_or_above += weight;
        waiting += weight * (n - servers);
        if (n < capacity) weight *= rho;
        if (weight > 1e200) { /* only ratios count */
            const double down = 1e-200;
            weight *= down, at_or_above *= down, waiting *= down, below *= down, busy_below *= down;
        }
    }
    double total = below + at_or_above;
    double busy = (fmax(busy_below, 0) + servers * at_or_above) / total;
    out->loss = weight / total;
    out->accepted_rate = arrival_rate * (1 - out->loss);
    out->queue = waiting / total;
    out->number = out->queue + busy;
    out->wait = out->accepted_rate > 0 ? out->queue / out->accepted_rate : 0;
    out->response = out->wait + 1 / service_rate;
    return true;
}

/* The response time of an accepted customer by uniformization at rate m mu: it passes k stages of that rate
 * (k = 0 if a server is free, else n-m+1), then one of rate mu, which ends at a tick with probability 1/m.
 * beyond[j] is P(not done after j ticks), a recursion of positive terms. */
struct accepted {
    unsigned servers, capacity;
    double tick_rate;
    const double *beyond; /* capacity - servers + 1 of them; then it decays by 1 - 1/m a tick */
};

static double poisson_mass(double j, double mean)
{
    return mean > 0 ? exp(j * log(mean) - mean - lgamma(j + 1)) : j == 0;
}

static double accepted_sf(double t, void *context)
{
    const struct accepted *accepted = context;
    double mean = accepted->tick_rate * t, spread = 40 * sqrt(mean) + 200;
    double first = fmax(0, floor(mean - spread)), last = ceil(mean + spread);
    size_t known = accepted->capacity - accepted->servers;
    double keep = 1 - 1.0 / accepted->servers, sum = 0;
    for (double j = first; j <= last; j++) {
        double beyond = j <= (double)known ? accepted->beyond[(size_t)j]
                                           : accepted->beyond[known] * pow(keep, j - (double)known);
        sum += poisson_mass(j, mean) * beyond;
    }
    return fmin(sum, 1);
}

/* Fills beyond[0 .. capacity - servers]. k >= 1 stages weigh b rho^(k-1) and k = 0 weighs 1-b; all are
 * shifted by a power of rho when rho > 1 so that none overflows. */
static void accepted_fill(unsigned servers, unsigned capacity, double load, double *beyond)
{
    size_t stages_max = capacity - servers;
    double rho = load / servers, b = erlang_b(servers, load), shift = rho > 1 ? (double)stages_max : 0;
    double at_once = (1 - b) * pow(rho, -shift), total = at_once;
    for (size_t k = 1; k <= stages_max; k++) total += beyond[k] = b * pow(rho, (double)k - 1 - shift);
    double alive = at_once / total, later = 1 - alive, keep = 1 - 1.0 / servers;
    for (size_t k = 0; k <= stages_max; k++) {
        if (k > 0) {
            double arriving = beyond[k] / total;
            later -= arriving;
            alive = keep * alive + arriving;
        }
        beyond[k] = fmax(later, 0) + alive;
    }
}

static double *accepted_create(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                               struct accepted *accepted)
{
    if (!station_ok(servers, arrival_rate, service_rate) || capacity < servers) return NULL;
    double *beyond = calloc((size_t)(capacity - servers) + 1, sizeof *beyond);
    if (!beyond) return NULL;
    accepted_fill(servers, capacity, arrival_rate / service_rate, beyond);
    *accepted = (struct accepted){ servers, capacity, servers * service_rate, beyond };
    return beyond;
}

double erlang_mmck_response_sf(unsigned servers, unsigned capacity, double arrival_rate, double service_rate,
                               double t)
{
    struct accepted accepted;
    double *beyond = accepted_create(servers, capacity, arrival_rate, service_rate, &accepted);
    if (!beyond) return NAN;
    double sf = t > 0 ? accepted_sf(t, &accepted) : 1;
    free(beyond);
    return sf;
}

double erlang_mmck_response_quantile(unsigned servers, unsigned capacity, double arrival_rate,
                                     double service_rate, double q)
{
    struct accepted accepted;
    double *beyond = accepted_create(servers, capacity, arrival_rate, service_rate, &accepted);
    if (!beyond) return NAN;
    double t = solve_quantile(accepted_sf, &accepted, q, 1 / service_rate);
    free(beyond);
    return t;
}

bool erlang_a(unsigned servers, double arrival_rate, double service_rate, double patience_rate,
              struct erlang_impatient *out)
{
    if (!station_ok(servers, arrival_rate, service_rate) || !(patience_rate > 0)) return false;
    double b = erlang_b(servers, arrival_rate / service_rate);
    double capacity = servers * service_rate;
    /* With P(m) as 1: the states below weigh (1-b)/b, so all is multiplied by b. */
    double weight = b, busy = 0, waiting = 0;
    for (double j = 0; weight > 0; j++) {
        busy += weight;
        waiting += weight * j;
        weight *= arrival_rate / (capacity + (j + 1) * patience_rate);
        if (arrival_rate < capacity + j * patience_rate && weight < 1e-18 * busy) break;
    }
    double total = 1 - b + busy;
    out->wait_probability = busy / total;
    out->queue = waiting / total;
    out->wait = arrival_rate > 0 ? out->queue / arrival_rate : 0;
    out->abandon = patience_rate * out->wait;
    return true;
}

double erlang_timeout_mm1(double arrival_rate, double service_rate, double timeout)
{
    if (!station_ok(1, arrival_rate, service_rate) || !(timeout >= 0)) return NAN;
    /* Virtual wait: an atom P0 at 0, density lambda P0 e^{-(mu-lambda)x} up to the timeout, and beyond it
     * only the rest of a service already begun, lambda P0 e^{lambda timeout - mu x}; all integrate to 1. */
    double drift = service_rate - arrival_rate, x = drift * timeout;
    double within = arrival_rate * timeout * (fabs(x) > 0 ? -expm1(-x) / x : 1);
    double beyond = arrival_rate / service_rate * exp(-x);
    if (isinf(beyond) || isinf(within))
        return 1 - service_rate / arrival_rate; /* overload, patience without end */
    return beyond / (1 + within + beyond);
}
