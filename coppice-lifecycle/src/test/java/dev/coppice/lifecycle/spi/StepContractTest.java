package dev.coppice.lifecycle.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.ResourceId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** The check is checked: each way of breaking the contract is found out. */
class StepContractTest {
    private final Shelf shelf = new Shelf();

    @Test
    void an_honest_step_is_left_in_peace() throws Exception {
        assertThat(StepContract.broken(new Honest(), shelf)).isEmpty();
    }

    @Test
    void a_step_that_goes_on_under_a_lost_lease_is_found_out() throws Exception {
        assertBroken("under a lost lease", new Honest() {
            @Override
            public StepOutcome apply(StepContext context) {
                return removeMine();
            }
        });
    }

    @Test
    void a_step_that_takes_silence_for_absence_is_found_out() throws Exception {
        assertBroken("that it sees: Counted[items=0", new Honest() {
            @Override
            public Sight look(StepContext context) {
                return shelf.cut ? Sight.NOTHING : super.look(context);
            }
        });
    }

    @Test
    void a_step_that_leaves_something_is_found_out() throws Exception {
        assertBroken("left something", new Honest() {
            @Override
            StepOutcome removeMine() {
                shelf.things.remove("mine");
                return new StepOutcome.Done(1);
            }
        });
    }

    @Test
    void a_step_that_cannot_be_asked_twice_is_found_out() throws Exception {
        assertBroken("a second apply", new Honest() {
            @Override
            public StepOutcome apply(StepContext context) {
                return super.apply(context) instanceof StepOutcome.Done done
                        ? done
                        : new StepOutcome.Failed("gone", "not there");
            }
        });
    }

    @Test
    void a_step_that_reaches_the_neighbour_is_found_out() throws Exception {
        assertBroken("the neighbour's are not as they were", new Honest() {
            @Override
            StepOutcome removeMine() {
                var there = shelf.things.size();
                shelf.things.clear();
                return there == 0 ? StepOutcome.ALREADY_DONE : new StepOutcome.Done(there);
            }
        });
    }

    @Test
    void a_step_that_believes_what_it_put_down_is_found_out() throws Exception {
        assertBroken("cut short", new Honest() {
            @Override
            public StepOutcome apply(StepContext context) {
                if (context.progress().isPresent()) {
                    return StepOutcome.ALREADY_DONE;
                }
                context.progress("true");
                return super.apply(context);
            }
        });
    }

    @Test
    void a_step_with_more_places_than_are_tried_is_told() throws Exception {
        assertBroken("50 places and has more", new Honest() {
            @Override
            public StepOutcome apply(StepContext context) {
                for (var asked = 0; asked < 60; asked++) {
                    context.require();
                }
                return super.apply(context);
            }
        });
    }

    @Test
    void a_step_that_changes_what_it_looks_at_is_found_out() throws Exception {
        assertBroken("and nothing was changed", new Honest() {
            @Override
            public Sight look(StepContext context) {
                var seen = super.look(context);
                shelf.things.remove("mine too");
                return seen;
            }
        });
    }

    private void assertBroken(String words, Step step) throws Exception {
        assertThat(StepContract.broken(step, shelf)).anyMatch(problem -> problem.contains(words));
    }

    private class Honest implements Step {
        @Override
        public Sight look(StepContext context) {
            if (shelf.cut) {
                return new Sight.Unknown("shelf.unseen", "it is out of reach");
            }
            return new Sight.Counted(
                    shelf.things.stream()
                            .filter(thing -> thing.startsWith("mine"))
                            .count(),
                    0);
        }

        @Override
        public StepOutcome apply(StepContext context) {
            context.require();
            return shelf.cut ? new StepOutcome.Unknown("shelf.unseen", "it is out of reach") : removeMine();
        }

        StepOutcome removeMine() {
            return shelf.things.removeIf(thing -> thing.startsWith("mine"))
                    ? new StepOutcome.Done(2)
                    : StepOutcome.ALREADY_DONE;
        }

        @Override
        public String method() {
            return "taken off the shelf";
        }
    }

    private static final class Shelf implements StepContract.Fixture {
        private final List<String> things = new ArrayList<>();
        private boolean cut;

        @Override
        public StepContext fill() {
            things.clear();
            things.addAll(List.of("mine", "mine too", "theirs"));
            return new Lone(true);
        }

        @Override
        public StepContext fresh() {
            return new Lone(true);
        }

        @Override
        public StepContext stale() {
            return new Lone(false);
        }

        @Override
        public boolean neighbourUntouched() {
            return things.contains("theirs");
        }

        @Override
        public boolean cutOff() {
            cut = true;
            return true;
        }
    }

    private static final class Lone implements StepContext {
        private final boolean leased;
        private Optional<String> noted = Optional.empty();

        Lone(boolean leased) {
            this.leased = leased;
        }

        @Override
        public ResourceId resource() {
            return new ResourceId("thing", "a");
        }

        @Override
        public Map<String, String> attributes() {
            return Map.of("id", "a");
        }

        @Override
        public long operation() {
            return 1;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public String idempotencyKey(String part) {
            return part;
        }

        @Override
        public DataSource database() {
            throw new IllegalStateException("there is none");
        }

        @Override
        public <T> T transaction(Function<DSLContext, T> work) {
            throw new IllegalStateException("there is none", new SQLException());
        }

        @Override
        public void require() {
            if (!leased) {
                throw new IllegalStateException("lost");
            }
        }

        @Override
        public Optional<String> progress() {
            return noted;
        }

        @Override
        public void progress(String json) {
            noted = Optional.of(json);
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }

        @Override
        public Optional<SavedParts> backup() {
            return Optional.empty();
        }
    }
}
