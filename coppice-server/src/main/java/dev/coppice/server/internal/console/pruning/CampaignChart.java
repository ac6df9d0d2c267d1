package dev.coppice.server.internal.console.pruning;

import java.util.List;

/**
 * How a campaign went, as it is drawn: above how many rows went per second, below how long chunks took. A value for any
 * thread.
 *
 * @param rate how fast rows went
 * @param chunks how long chunks took
 * @param target where the time lies that chunks aim at
 * @param rests when it rested
 * @param worked the time along the lower edge
 */
public record CampaignChart(Curve rate, Curve chunks, Target target, List<Rest> rests, List<Tick> worked) {
    static final int WIDTH = 960;
    static final int LEFT = 78;
    static final int RIGHT = 14;
    static final int REST = 20;

    /** Copies the lists. */
    public CampaignChart {
        rests = List.copyOf(rests);
        worked = List.copyOf(worked);
    }

    /**
     * One of the two parts.
     *
     * @param line the curve
     * @param area what is filled: below the curve, or up to the longest
     * @param ticks the scale on the left
     * @param says the curve in a sentence
     */
    public record Curve(String line, String area, List<Tick> ticks, String says) {}

    /**
     * A mark of a scale.
     *
     * @param at where
     * @param text what it says
     */
    public record Tick(int at, String text) {}

    /**
     * The time that chunks aim at.
     *
     * @param y where
     * @param text how long
     */
    public record Target(int y, String text) {}

    /**
     * A rest.
     *
     * @param x where it begins
     * @param number its number in the list below
     * @param from when it began
     * @param length how long it was
     * @param why why, as far as the trail tells
     */
    public record Rest(int x, int number, String from, String length, String why) {}

    /** Both parts, the upper one first. */
    public List<Curve> curves() {
        return List.of(rate, chunks);
    }

    /** Whether there is a curve to draw. */
    public boolean drawn() {
        return !rate.line().isEmpty();
    }
}
