package dev.coppice.ops.internal.write;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Outcome.Violated;
import dev.coppice.ops.Spec;
import dev.coppice.ops.Violation.Kind;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.gate.GateReading;
import dev.coppice.ops.internal.transaction.Session;
import dev.coppice.ops.internal.write.Batch.Item;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Writes items such that each ends as if they had been written one after another, each in a savepoint of its own.
 *
 * <p>Neighbours that cannot touch each other go by one statement, a slice, in one savepoint. Slices grow, so that a batch of
 * any size leaves few subtransactions. The first slice that fails turns screening on: from there each statement sets aside the
 * items that look bad. These are then run alone, in order, in one savepoint that is thrown away, and their failures are their
 * outcomes. One that applies after all, or whose failure a later item may have caused, undoes the slice, which is cut there.
 * A slice that fails although it is screened is halved. Whatever cannot stand in a slice runs alone.
 */
final class Each<R extends Record, S extends Spec<R>> {
    private static final int FEW = 3;
    private static final int FIRST_SLICE = 1_000;
    private static final int LARGEST_SLICE = 32_000;
    private static final int MOST_MISTAKES = 8;

    /** Of the values of one slice: PostgreSQL takes a message of a gigabyte, and the heap should not have to hold that. */
    private static final int MOST_CHARACTERS = 1 << 24;

    private final Session session;
    private final Verb<R, S> verb;
    private final Together<R, S> together;
    private final List<@Nullable Outcome<R>> outcomes = new ArrayList<>();
    private final GateSet gates = new GateSet();
    private boolean screening;
    private int mistakes;

    Each(Session session, Verb<R, S> verb, Together<R, S> together) {
        this.session = session;
        this.verb = verb;
        this.together = together;
    }

    /** Writes items that are complete. */
    List<Outcome<R>> of(List<S> specs) {
        return built(specs, spec -> spec);
    }

    /** Writes items that must be built first; one that cannot be built has failed alone. */
    <B> List<Outcome<R>> built(List<B> items, Function<B, S> builder) {
        session.makeConstraintsImmediate();
        var specs = new ArrayList<Item<S>>();
        for (var item : items) {
            try {
                var spec = builder.apply(item);
                verb.requireComplete(spec);
                specs.add(Item.alone(outcomes.size(), spec));
                outcomes.add(null);
            } catch (RuntimeException failure) {
                outcomes.add(new Failed<>(outcomes.size(), Failed.Kind.BUILD, failure));
            }
        }
        write(specs);
        return outcomes.stream().map(Objects::requireNonNull).toList();
    }

    private void write(List<Item<S>> items) {
        var facts = items.size() <= FEW ? Optional.<TableFacts>empty() : facts(items);
        if (facts.isEmpty() || !facts.get().plain() || !facts.get().triggersAllow(together.events())) {
            items.forEach(this::alone);
            return;
        }
        var packing = new Packing<>(together, facts.get(), gates);
        var size = FIRST_SLICE;
        for (var next = 0; next < items.size(); ) {
            var slice = slice(items, next, size, packing);
            slice(facts.get(), slice);
            next += slice.size();
            size = Math.min(slice.size() == size ? size * 2 : size, LARGEST_SLICE);
        }
    }

    private Optional<TableFacts> facts(List<Item<S>> items) {
        var tables = new HashSet<String>();
        items.forEach(item -> item.spec().gate().map(GateSet::table).ifPresent(tables::add));
        var table = GateReading.baseName(items.getFirst().spec().table());
        return TableFacts.read(session, table, List.copyOf(tables));
    }

    /** The neighbours from {@code start} that one statement can write. */
    private List<Item<S>> slice(List<Item<S>> items, int start, int most, Packing<R, S> packing) {
        var slice = new ArrayList<Item<S>>();
        Set<Object> identities = new HashSet<>();
        var characters = 0L;
        for (var position = start;
                position < items.size() && slice.size() < most && characters < MOST_CHARACTERS;
                position++) {
            var given = items.get(position);
            var item = packing.item(given.ordinal(), given.spec());
            var fits = slice.isEmpty() || isAlike(item, slice.getFirst(), identities);
            if (!fits) {
                break;
            }
            slice.add(item);
            characters += item.characters();
            if (item.identity() != null) {
                identities.add(item.identity());
            }
            if (item.shape() == null) {
                break;
            }
        }
        return slice;
    }

    private static boolean isAlike(Item<?> item, Item<?> first, Set<Object> identities) {
        return item.shape() != null
                && item.shape().equals(first.shape())
                && (item.identity() == null || !identities.contains(item.identity()));
    }

    private void slice(TableFacts facts, List<Item<S>> items) {
        if (items.size() <= 1) {
            items.forEach(this::alone);
            return;
        }
        var screen = together.screen(facts, items.getFirst().spec());
        var needed = facts.refersToItself();
        if (needed && (mistakes >= MOST_MISTAKES || items.size() > FIRST_SLICE)) {
            halves(facts, items);
            return;
        }
        var screened = needed || (screening && mistakes < MOST_MISTAKES);
        var trusted = trusted(facts, screen, items.getFirst().spec());
        switch (attempt(facts, items, screened ? Optional.of(screen) : Optional.empty(), trusted)) {
            case Attempt.Done<S> done -> {}
            case Attempt.Mistaken<S> mistaken -> {
                mistakes++;
                slice(facts, items.subList(0, mistaken.position()));
                alone(items.get(mistaken.position()));
                slice(facts, items.subList(mistaken.position() + 1, items.size()));
            }
            case Attempt.Broken<S> broken -> {
                if (screened || mistakes >= MOST_MISTAKES) {
                    halves(facts, items);
                } else {
                    screening = true;
                    slice(facts, items);
                }
            }
            case Attempt.Unclear<S> unclear -> items.forEach(this::alone);
        }
    }

    /** The violations that a suspect can only owe to itself and to what was written before it. */
    private Set<Kind> trusted(TableFacts facts, Screen screen, S spec) {
        if (together.frees(facts, spec)) {
            return EnumSet.of(Kind.CHECK, Kind.NOT_NULL);
        }
        var trusted = EnumSet.allOf(Kind.class);
        if (!screen.isComplete() || facts.mendsBefore(Kind.UNIQUE)) {
            trusted.removeAll(EnumSet.of(Kind.UNIQUE, Kind.EXCLUSION));
        }
        if (facts.mendsBefore(Kind.FOREIGN_KEY)) {
            trusted.remove(Kind.FOREIGN_KEY);
        }
        return trusted;
    }

    private void halves(TableFacts facts, List<Item<S>> items) {
        var middle = items.size() / 2;
        slice(facts, items.subList(0, middle));
        slice(facts, items.subList(middle, items.size()));
    }

    /** How a slice went. */
    private sealed interface Attempt<S> {
        record Done<S>() implements Attempt<S> {}

        record Broken<S>() implements Attempt<S> {}

        record Unclear<S>() implements Attempt<S> {}

        record Mistaken<S>(int position) implements Attempt<S> {}
    }

    private Attempt<S> attempt(TableFacts facts, List<Item<S>> items, Optional<Screen> screen, Set<Kind> trusted) {
        try {
            return session.guarded(() -> {
                var answer = new SliceStatement<>(together, facts, items).run(session, screen);
                session.reached("each.slice-written");
                if (answer.isEmpty()) {
                    session.undoWrite();
                    return new Attempt.Unclear<>();
                }
                var mistaken = settle(facts, answer.get().suspects(), trusted);
                if (mistaken.isPresent()) {
                    session.undoWrite();
                    return new Attempt.Mistaken<>(items.indexOf(mistaken.get()));
                }
                answer.get().outcomes().forEach(outcome -> outcomes.set(outcome.ordinal(), outcome));
                return new Attempt.Done<>();
            });
        } catch (StatementFailed failure) {
            if (failure.error().isOfItem()) {
                return new Attempt.Broken<>();
            }
            throw failure;
        }
    }

    /** Runs suspects alone; one whose end is not its own doing, if any. */
    private Optional<Item<S>> settle(TableFacts facts, List<Item<S>> suspects, Set<Kind> trusted) {
        var sent = suspects.stream().filter(item -> item.texts().isPresent()).toList();
        var errors = new LoneStatement<>(together, facts).failures(session, sent);
        for (var position = 0; position < errors.size(); position++) {
            var item = sent.get(position);
            var outcome = Refusals.outcome(item.spec(), item.ordinal(), errors.get(position));
            outcomes.set(item.ordinal(), outcome);
            if (!isOwnDoing(outcome, trusted)) {
                return Optional.of(item);
            }
        }
        var left = new ArrayList<>(sent.subList(errors.size(), sent.size()));
        suspects.stream().filter(item -> item.texts().isEmpty()).forEach(left::add);
        return left.isEmpty()
                ? Optional.empty()
                : session.tried(() -> {
                    for (var suspect : left) {
                        alone(suspect);
                        if (!isOwnDoing(outcomes.get(suspect.ordinal()), trusted)) {
                            return Optional.of(suspect);
                        }
                    }
                    return Optional.empty();
                });
    }

    /** A row that a later item has written may stand in the way, unless the screen would have found that item too. */
    private static boolean isOwnDoing(@Nullable Outcome<?> outcome, Set<Kind> trusted) {
        return switch (outcome) {
            case null -> false;
            case Applied<?> applied -> false;
            case Violated<?> violated -> trusted.contains(violated.violation().kind());
            default -> true;
        };
    }

    private void alone(Item<S> item) {
        outcomes.set(item.ordinal(), one(session, verb, item.spec(), item.ordinal()));
    }

    /** Writes one item; a key that turns out to name two rows is its own failure. */
    static <R extends Record, S extends Spec<R>> Outcome<R> one(Session session, Verb<R, S> verb, S spec, int ordinal) {
        try {
            return new Writer<>(session, verb).one(spec, ordinal);
        } catch (CoppiceException refused) {
            if (refused.code().equals("key.ambiguous")) {
                return new Failed<>(ordinal, Failed.Kind.DATABASE, refused);
            }
            throw refused;
        }
    }
}
