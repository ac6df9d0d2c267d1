package dev.coppice.lifecycle.spi;

import java.util.ArrayList;
import java.util.List;

/** Checks that a step keeps its contract, on stores of the test's own. For one thread. */
public final class StepContract {
    private static final int MOST_CUTS = 50;
    private static final int MOST_ATTEMPTS = 20;

    private final Step step;
    private final Fixture fixture;
    private final List<String> broken = new ArrayList<>();

    private StepContract(Step step, Fixture fixture) {
        this.step = step;
        this.fixture = fixture;
    }

    /**
     * Checks a step: counts what is there, removes it, removes it again, looks again, is cut short before and after
     * each of at most 50 places where it writes or asks whether it may go on, is refused under a lost lease, and answers {@code Unknown} when it cannot see.
     *
     * @return what is broken, in words; empty when it keeps the contract
     */
    public static List<String> broken(Step step, Fixture fixture) throws Exception {
        var contract = new StepContract(step, fixture);
        contract.looksAndChangesNothing();
        contract.isRefusedUnderALostLease();
        contract.removesOnceAndFindsNothingAfter();
        contract.reachesTheSameEndWhereverItIsCutShort(false);
        contract.reachesTheSameEndWhereverItIsCutShort(true);
        contract.doesNotTakeSilenceForAbsence();
        return List.copyOf(contract.broken);
    }

    private void looksAndChangesNothing() throws Exception {
        var context = fixture.fill();
        var first = step.look(context);
        require(isSomething(first), "look does not see what is there: " + first);
        var second = step.look(context);
        require(first.equals(second), "look answers " + first + ", then " + second + ", and nothing was changed");
        require(!step.method().isBlank(), "method says nothing");
    }

    private void isRefusedUnderALostLease() throws Exception {
        var before = step.look(fixture.fill());
        var ended = attempt(fixture.stale());
        require(!isSuccess(ended), "apply ends well under a lost lease: " + ended);
        var after = step.look(fixture.fresh());
        require(before.equals(after), "apply changes something under a lost lease: " + before + " became " + after);
    }

    private void removesOnceAndFindsNothingAfter() throws Exception {
        var context = fixture.fill();
        var ended = toTheEnd(context);
        require(
                ended instanceof StepOutcome.Done done && done.items() > 0,
                "apply does not say that it removed something: " + ended);
        var left = step.look(context);
        require(isNothing(left), "apply ended well and left something: " + left);
        var again = attempt(context);
        require(again instanceof StepOutcome.AlreadyDone, "a second apply does not find it already done: " + again);
        require(fixture.neighbourUntouched(), "the neighbour's are not as they were");
    }

    private void reachesTheSameEndWhereverItIsCutShort(boolean after) throws Exception {
        var wasCut = true;
        for (var place = 1; wasCut && place <= MOST_CUTS; place++) {
            var context = fixture.fill();
            var cut = new CutContext(context, place, after);
            attempt(cut);
            wasCut = cut.wasCut();
            var end = toTheEnd(context);
            var where = "cut short " + (after ? "after" : "before") + " its place " + place;
            require(isSuccess(end), where + ", it does not come to an end: " + end);
            var left = step.look(context);
            require(isNothing(left), where + ", it leaves something: " + left);
            require(fixture.neighbourUntouched(), where + ", it touches the neighbour's");
        }
        require(
                !wasCut,
                "it was cut short at " + MOST_CUTS
                        + " places and has more, which are not checked: fill in fewer things");
    }

    private void doesNotTakeSilenceForAbsence() throws Exception {
        var context = fixture.fill();
        if (!fixture.cutOff()) {
            return;
        }
        var sight = step.look(context);
        require(
                sight instanceof Sight.Unknown,
                "look takes a store that cannot be reached for one that it sees: " + sight);
        var ended = attempt(context);
        require(!isSuccess(ended), "apply ends well on a store that cannot be reached: " + ended);
    }

    private StepOutcome toTheEnd(StepContext context) {
        var ended = attempt(context);
        for (var attempts = 1; attempts < MOST_ATTEMPTS && !isSuccess(ended); attempts++) {
            ended = attempt(context);
        }
        return ended;
    }

    private StepOutcome attempt(StepContext context) {
        try {
            return step.apply(context);
        } catch (Exception failure) {
            return new StepOutcome.Failed("exception", failure.toString());
        }
    }

    private void require(boolean kept, String otherwise) {
        if (!kept && !broken.contains(otherwise)) {
            broken.add(otherwise);
        }
    }

    private static boolean isSuccess(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Done || outcome instanceof StepOutcome.AlreadyDone;
    }

    private static boolean isSomething(Sight sight) {
        return sight instanceof Sight.Counted counted && counted.items() > 0;
    }

    private static boolean isNothing(Sight sight) {
        return sight instanceof Sight.Counted counted && counted.items() == 0;
    }

    /** The stores a step is checked on. */
    public interface Fixture {
        /**
         * Puts things into the stores, in place of what is there: at least one for the resource and one for its neighbour.
         *
         * @return a context as of the first attempt, with nothing put down in it
         */
        StepContext fill() throws Exception;

        /** Another context on the stores as they are. */
        StepContext fresh() throws Exception;

        /** A context as it is after another worker has taken the operation over, on the stores as they are. */
        StepContext stale() throws Exception;

        /** Whether the neighbour's are as they were filled. */
        boolean neighbourUntouched() throws Exception;

        /**
         * Makes the stores fail from now on, as they do when they cannot be reached.
         *
         * @return whether they do; a store that always answers cannot be checked for this
         */
        boolean cutOff() throws Exception;
    }
}
