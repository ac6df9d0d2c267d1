package dev.coppice.lifecycle;

import java.time.Duration;

/**
 * A job that starts or continues lifecycle work by itself. Any number of processes may run the same one at once: nothing is
 * done twice. Safe for any thread.
 */
public interface Sensor {
    /** What it is called, such as {@code suspend-expired}. */
    String name();

    /** What it does, in a sentence. */
    String purpose();

    /** How long to wait between two looks. */
    Duration interval();

    /**
     * What the next look would take up, each with why, and what it would leave for now. Changes nothing. What is refused only
     * when it is tried, for a hold or a limit, is not known here.
     */
    SensorReport preview();

    /**
     * One look: acts on at most a batch of each kind, and records each decision with its reason.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    SensorReport runOnce() throws InterruptedException;
}
