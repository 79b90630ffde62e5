/* One notation for everything under models/theory/. This header holds no code.
 *
 *   symbol          in code              meaning                                        unit
 *   lambda          arrival_rate         arrivals offered                               1/s
 *   mu              service_rate         service completions of one busy server         1/s
 *   m               servers              servers of a station (cores, channels)         -
 *   rho             -                    lambda/(m mu), the load of one server          -
 *   V               visits               mean visits of a request to a station          -
 *   S               service_time         mean service time of a visit                   s
 *   D = V S         demand               service a request needs at a station in all    s
 *   X               throughput           completions                                    1/s
 *   U = X D/m       utilization          busy share of one server                       -
 *   R               residence_time       time a request spends at a station, V visits   s
 *                   response_time        the sum over stations                          s
 *   Q               queue                mean number at a station, in service included  -
 *   Z               think_time           mean time a closed user is away                s
 *   N = X (R + Z)   population           users of a closed system                       -
 *   scv             scv                  variance/mean^2 of a time (cv squared)         -
 *
 * Any unit of time will do so long as rates use its inverse.
 *
 * All functions here are pure: no state, no output, safe from any thread. An argument outside the stated
 * domain gives NAN (or false); a queue without a steady state gives INFINITY where a time or a length is
 * asked for. Quantile levels q lie in [0, 1); q-quantile means the smallest t with P(T <= t) >= q. */
#ifndef MODELS_THEORY_NOTATION_H
#define MODELS_THEORY_NOTATION_H

#endif
