/*
 * Outlines as coverage of pixels, by scanning: each row of pixels is crossed by SUBROWS lines, on
 * which the winding number is followed from edge to edge; along a line coverage is exact, across it
 * as fine as the lines are.
 *
 * A stroke is the union of its pieces: a rectangle a segment and a wedge a join. All of them run
 * the same way round, so that the nonzero rule unites them.
 */
#include "output/png_private.h"

#include "base/arena.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS = PIXEL_STEPS,
    SUBROWS = 16, /* lines that cross a row of pixels */
    SUBROW = STEPS / SUBROWS,
    CURVE_SEGMENTS = 24,        /* a quarter of a circle that fills a page is off by half a pixel */
    COORDINATE_LIMIT = 1 << 20, /* pixels; what lies further off is pulled in */
};

struct spot {
    double x, y; /* pixels */
};

/* Downwards from (x0, y0) to (x1, y1), in STEPS; `winding` is -1 where the outline runs upwards. */
struct edge {
    int64_t x0, y0, x1, y1;
    int winding;
};

struct crossing {
    int64_t x;
    int winding;
};

struct scan {
    struct arena *arena;
    struct edge *edges;
    size_t count, capacity;
    struct spot *spots; /* of the contour being walked */
    size_t spot_count, spot_capacity;
};

static int64_t to_steps(double pixels)
{
    return lround(fmin(fmax(pixels, -COORDINATE_LIMIT), COORDINATE_LIMIT) * STEPS);
}

static void add_edge(struct scan *scan, struct spot from, struct spot to)
{
    struct edge edge = {to_steps(from.x), to_steps(from.y), to_steps(to.x), to_steps(to.y), 1};

    if (edge.y0 == edge.y1) {
        return;
    }
    if (edge.y0 > edge.y1) {
        edge = (struct edge){edge.x1, edge.y1, edge.x0, edge.y0, -1};
    }
    scan->edges =
        arena_grow(scan->arena, scan->edges, scan->count, &scan->capacity, sizeof *scan->edges);
    scan->edges[scan->count++] = edge;
}

static void add_polygon(struct scan *scan, const struct spot *spots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add_edge(scan, spots[i], spots[i + 1 < count ? i + 1 : 0]);
    }
}

/* A convex polygon, turned to run clockwise. */
static void add_piece(struct scan *scan, const struct spot spots[4])
{
    double area = 0;

    for (size_t i = 0; i < 4; i++) {
        struct spot a = spots[i], b = spots[(i + 1) % 4];
        area += a.x * b.y - b.x * a.y;
    }
    if (area >= 0) {
        add_polygon(scan, spots, 4);
    } else {
        add_polygon(scan, (const struct spot[]){spots[3], spots[2], spots[1], spots[0]}, 4);
    }
}

/* The unit vector from one spot to another; false when they are the same. */
static bool direction_of(struct spot from, struct spot to, struct spot *out)
{
    double length = hypot(to.x - from.x, to.y - from.y);

    if (!(length > 0)) {
        return false;
    }
    *out = (struct spot){(to.x - from.x) / length, (to.y - from.y) / length};
    return true;
}

/* The wedge at `at` between a segment that comes along `in` and one that leaves along `out`. */
static void add_join(struct scan *scan, struct spot at, struct spot in, struct spot out,
                     double half)
{
    double dot = in.x * out.x + in.y * out.y;
    double side = in.x * out.y - in.y * out.x > 0 ? half : -half;
    struct spot a = {at.x + in.y * side, at.y - in.x * side};
    struct spot b = {at.x + out.y * side, at.y - out.x * side};
    struct spot tip = b;

    if ((1 + dot) / 2 * PATH_MITRE_LIMIT * PATH_MITRE_LIMIT >= 1) {
        tip.x = at.x + (a.x + b.x - 2 * at.x) / (1 + dot);
        tip.y = at.y + (a.y + b.y - 2 * at.y) / (1 + dot);
    }
    add_piece(scan, (const struct spot[]){at, a, tip, b});
}

static void add_stroke(struct scan *scan, const struct spot *spots, size_t count, bool closed,
                       double half)
{
    struct spot before = {0}, first = {0};
    bool begun = false;

    for (size_t i = 0; i + (closed ? 0 : 1) < count; i++) {
        struct spot from = spots[i], to = spots[i + 1 < count ? i + 1 : 0];
        struct spot along;
        if (!direction_of(from, to, &along)) {
            continue;
        }
        struct spot across = {-along.y * half, along.x * half};
        add_piece(scan, (const struct spot[]){{from.x + across.x, from.y + across.y},
                                              {to.x + across.x, to.y + across.y},
                                              {to.x - across.x, to.y - across.y},
                                              {from.x - across.x, from.y - across.y}});
        if (begun) {
            add_join(scan, from, before, along, half);
        } else {
            first = along;
        }
        begun = true;
        before = along;
    }
    if (begun && closed) {
        add_join(scan, spots[0], before, first, half);
    }
}

static void add_spot(struct scan *scan, struct spot spot)
{
    scan->spots = arena_grow(scan->arena, scan->spots, scan->spot_count, &scan->spot_capacity,
                             sizeof *scan->spots);
    scan->spots[scan->spot_count++] = spot;
}

static void add_curve(struct scan *scan, const struct spot p[4])
{
    for (int i = 1; i <= CURVE_SEGMENTS; i++) {
        double t = (double)i / CURVE_SEGMENTS, u = 1 - t;
        double w[4] = {u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
        add_spot(scan,
                 (struct spot){w[0] * p[0].x + w[1] * p[1].x + w[2] * p[2].x + w[3] * p[3].x,
                               w[0] * p[0].y + w[1] * p[1].y + w[2] * p[2].y + w[3] * p[3].y});
    }
}

/* Ends the contour; `half` of the stroke's width, 0: the inside is wanted. */
static void end_contour(struct scan *scan, bool closed, double half)
{
    if (half > 0) {
        add_stroke(scan, scan->spots, scan->spot_count, closed, half);
    } else {
        add_polygon(scan, scan->spots, scan->spot_count);
    }
}

static void walk(struct scan *scan, const struct display_path *path, bool turned, double half,
                 double scale)
{
    const struct point *point = path->points;

    for (size_t i = 0; i < path->step_count; i++) {
        struct spot spots[4] = {{0}};
        size_t count = path->steps[i] == PATH_CURVE ? 3 : path->steps[i] == PATH_CLOSE ? 0 : 1;
        for (size_t k = 1; k <= count; k++, point++) {
            struct point from_origin = display_direction(turned, *point);
            spots[k].x = (double)(path->x + from_origin.x) * scale;
            spots[k].y = (double)(path->y + from_origin.y) * scale;
        }
        switch (path->steps[i]) {
        case PATH_MOVE:
            end_contour(scan, false, half);
            scan->spot_count = 0;
            add_spot(scan, spots[1]);
            break;
        case PATH_LINE:
            add_spot(scan, spots[1]);
            break;
        case PATH_CURVE:
            spots[0] = scan->spot_count > 0 ? scan->spots[scan->spot_count - 1] : spots[1];
            add_curve(scan, spots);
            break;
        case PATH_CLOSE:
            end_contour(scan, true, half);
            scan->spot_count = scan->spot_count > 0 ? 1 : 0; /* the pen is where it began */
            break;
        }
    }
    end_contour(scan, false, half);
}

static int by_top(const void *a, const void *b)
{
    const struct edge *first = a, *second = b;

    return first->y0 < second->y0 ? -1 : first->y0 > second->y0;
}

static int by_x(const void *a, const void *b)
{
    const struct crossing *first = a, *second = b;

    return first->x < second->x ? -1 : first->x > second->x;
}

/* Adds what lies between two crossings of a line to the row's sums, STEPS for a whole pixel. */
static void add_span(uint32_t *sums, int64_t width, int64_t from, int64_t to)
{
    from = length_max(from, 0);
    to = length_min(to, width * STEPS);
    for (int64_t x = from / STEPS; x * STEPS < to; x++) {
        sums[x] += (uint32_t)(length_min(to, (x + 1) * STEPS) - length_max(from, x * STEPS));
    }
}

/* The part of the image that the edges can reach. */
static struct coverage bounds_of(const struct scan *scan, int64_t width, int64_t height)
{
    int64_t left = width * STEPS, top = height * STEPS, right = 0, bottom = 0;

    for (size_t i = 0; i < scan->count; i++) {
        const struct edge *edge = &scan->edges[i];
        left = length_min(left, length_min(edge->x0, edge->x1));
        right = length_max(right, length_max(edge->x0, edge->x1));
        top = length_min(top, edge->y0);
        bottom = length_max(bottom, edge->y1);
    }
    left = length_max(left, 0) / STEPS;
    top = length_max(top, 0) / STEPS;
    right = length_min((right + STEPS - 1) / STEPS, width);
    bottom = length_min((bottom + STEPS - 1) / STEPS, height);
    return (struct coverage){
        .left = left, .top = top, .width = right - left, .height = bottom - top};
}

/* Where the edges from `*first` on cross the line at y; those that end above it are passed. */
static size_t cross(const struct scan *scan, int64_t y, int64_t left, size_t *first,
                    struct crossing *crossings)
{
    size_t count = 0;

    while (*first < scan->count && scan->edges[*first].y1 <= y) {
        (*first)++;
    }
    for (size_t i = *first; i < scan->count && scan->edges[i].y0 <= y; i++) {
        const struct edge *edge = &scan->edges[i];
        if (edge->y1 > y) {
            int64_t x = length_scale(edge->x1 - edge->x0, y - edge->y0, edge->y1 - edge->y0);
            crossings[count++] = (struct crossing){edge->x0 + x - left * STEPS, edge->winding};
        }
    }
    qsort(crossings, count, sizeof *crossings, by_x);
    return count;
}

struct coverage path_cover(struct arena *arena, const struct display_path *path, bool turned,
                           bool stroke, double pixels_per_length, int64_t width, int64_t height)
{
    struct scan scan = {.arena = arena};
    size_t first = 0;

    walk(&scan, path, turned, stroke ? (double)path->stroke * pixels_per_length / 2 : 0,
         pixels_per_length);
    struct coverage out = bounds_of(&scan, width, height);
    if (out.width <= 0 || out.height <= 0 || scan.count == 0) {
        return (struct coverage){0};
    }
    qsort(scan.edges, scan.count, sizeof *scan.edges, by_top);
    struct crossing *crossings = ARENA_ARRAY(arena, struct crossing, scan.count);
    uint32_t *sums = ARENA_ARRAY(arena, uint32_t, (size_t)out.width);
    out.bytes = ARENA_ARRAY(arena, uint8_t, (size_t)(out.width * out.height));
    for (int64_t row = 0; row < out.height; row++) {
        memset(sums, 0, (size_t)out.width * sizeof *sums);
        for (int64_t line = 0; line < SUBROWS; line++) {
            int64_t y = (out.top + row) * STEPS + line * SUBROW + SUBROW / 2;
            size_t count = cross(&scan, y, out.left, &first, crossings);
            int winding = 0;
            for (size_t i = 0; i + 1 < count; i++) {
                winding += crossings[i].winding;
                if (winding != 0) {
                    add_span(sums, out.width, crossings[i].x, crossings[i + 1].x);
                }
            }
        }
        for (int64_t x = 0; x < out.width; x++) {
            out.bytes[row * out.width + x] =
                (uint8_t)((sums[x] * 255 + STEPS * SUBROWS / 2) / (STEPS * SUBROWS));
        }
    }
    return out;
}
