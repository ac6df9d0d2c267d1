package dev.coppice.prune;

/** Where a campaign stands. */
public enum CampaignState {
    /** It was created and no process has begun it. */
    PLANNED("no process has begun it"),
    /** A process works on it, or did until it died. */
    RUNNING("a process works on it"),
    /** Somebody asked for a pause; the process ends its chunk first. */
    PAUSING("it pauses after the chunk under way"),
    /** Somebody paused it: nothing goes on until somebody resumes it. */
    PAUSED("it waits until somebody resumes it"),
    /** Something outside stopped it, or it was resumed: the next execution goes on. */
    INTERRUPTED("it goes on at the next execution"),
    /** Somebody asked for its end; the process ends its chunk first. */
    CANCELLING("it ends after the chunk under way"),
    /** Somebody ended it; what it had removed stays removed. */
    CANCELLED("somebody ended it"),
    /** It met an error that no further try can mend. */
    FAILED("it met an error that trying again does not mend"),
    /** Everything that may go is gone. */
    SUCCEEDED("everything that may go is gone"),
    /** It ended with eligible rows left: a limit was reached, or roots were quarantined or locked. */
    PARTIAL("it ended with eligible rows left");

    private final String sentence;

    CampaignState(String sentence) {
        this.sentence = sentence;
    }

    /** What it means, as a clause for people. */
    public String sentence() {
        return sentence;
    }

    /** Whether nothing follows it. */
    public boolean ended() {
        return switch (this) {
            case CANCELLED, FAILED, SUCCEEDED, PARTIAL -> true;
            case PLANNED, RUNNING, PAUSING, PAUSED, INTERRUPTED, CANCELLING -> false;
        };
    }

    /** Whether a process may be at work. */
    public boolean working() {
        return this == RUNNING || this == PAUSING || this == CANCELLING;
    }
}
