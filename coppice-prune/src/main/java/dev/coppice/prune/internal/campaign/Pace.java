package dev.coppice.prune.internal.campaign;

import java.time.Duration;

/**
 * How much the next chunk takes, so that chunks come near the time they aim at: doubled while far below, straight
 * to the aim the first time, then a little more while below, and less in proportion when above. Counted in rows, those of other tables included; roots follow from what a
 * root has brought along lately. For one thread.
 */
final class Pace {
    /** Below this a chunk costs the same whatever it takes. */
    private static final int LEAST = 200;

    /** So many chunks count what they will delete, at the beginning and after one deleted more than it may. */
    private static final int CAREFUL = 32;

    /** So many chunks grow by steps after one was in somebody's way: who doubled at once would be in it again. */
    private static final int HUMBLE = 20;

    private static final int AT_FIRST = 6;
    private static final int MOST = 200_000;
    private static final double STEP = 0.1;
    private static final double FAR_BELOW = 0.5;
    private static final double NEAR = 0.9;
    private static final double SLACK = 1.25;

    private final int least;
    private double rows;
    private double rowsPerRoot = 1;
    private long mostRoots = Long.MAX_VALUE;
    private int counting = AT_FIRST;
    private boolean reached;
    private int humble;

    Pace(int rows) {
        this.rows = rows;
        this.least = Math.min(rows, LEAST);
    }

    /** How many rows the next chunk may take at most: a little more than it aims at, as roots differ. */
    int most() {
        return (int) (rows() * SLACK);
    }

    /** How many rows the next chunk aims at. */
    int rows() {
        return (int) Math.clamp(rows, least, MOST);
    }

    /** How many roots the next chunk may claim. */
    long roots() {
        return Math.clamp((long) (rows() / rowsPerRoot), 1, mostRoots);
    }

    /** Whether the next chunk counts what it will delete: where roots bring about as much as the last ones, none need. */
    boolean counts() {
        return counting > 0;
    }

    /** A chunk has deleted more than it may, or for longer; it was rolled back. */
    void miscounted() {
        counting = CAREFUL;
    }

    /** A chunk has been committed. */
    void took(long roots, long taken, Duration time, Duration aim) {
        counting = Math.max(0, counting - 1);
        humble = Math.max(0, humble - 1);
        mostRoots = mostRoots > MOST ? Long.MAX_VALUE : mostRoots * 2;
        if (roots > 0) {
            rowsPerRoot = Math.max(1, (double) taken / roots);
        }
        var share = (double) time.toNanos() / aim.toNanos();
        reached |= share >= NEAR;
        if (share > 1) {
            rows = Math.max(least, rows * Math.max(FAR_BELOW, 1 / share));
        } else if (taken >= rows * FAR_BELOW) {
            rows = Math.min(MOST, rows * growth(share));
        }
    }

    private double growth(double share) {
        if (humble > 0) {
            return 1 + STEP;
        }
        if (share < FAR_BELOW) {
            return 2;
        }
        return reached ? 1 + STEP : Math.max(1 + STEP, NEAR / share);
    }

    /** Whether a chunk that is in somebody's way may become smaller: the smallest ones run to their end, or none ever did. */
    boolean shrinks() {
        return rows() > least;
    }

    /** Somebody waited for a chunk for too long; it was rolled back. */
    void halved() {
        rows = Math.max(least, rows / 2);
        reached = true;
        humble = HUMBLE;
    }

    /** A chunk of so many roots has failed: the next is half as large. */
    void failed(long roots) {
        mostRoots = Math.max(1, roots / 2);
    }
}
