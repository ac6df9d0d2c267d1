package dev.coppice.spring;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasurePlan;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Subject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of subjects of an application and the database they are erased in. Safe for any thread; every call takes connections of
 * its own from the data source and returns them.
 */
public final class Erasing {
    private final Erasures erasures;
    private final Map<String, Subject> subjects;

    private Erasing(Erasures erasures, Map<String, Subject> subjects) {
        this.erasures = erasures;
        this.subjects = subjects;
    }

    /**
     * Erasing with {@code erasures}, for an application with more than one data source; the one bean of other applications is made for
     * them. Asks the database nothing: whether the maps fit is told by {@link #requireFits} and by each plan.
     *
     * @throws IllegalStateException when there is no subject, or two of one name
     */
    public static Erasing with(Erasures erasures, Collection<Subject> subjects) {
        if (subjects.isEmpty()) {
            throw new IllegalStateException("no subject is declared");
        }
        var byName = new LinkedHashMap<String, Subject>();
        for (var subject : subjects) {
            if (byName.putIfAbsent(subject.name(), subject) != null) {
                throw new IllegalStateException(subject + " has the name of another");
            }
        }
        return new Erasing(erasures, byName);
    }

    /** The kinds of subjects in their order: those of {@code coppice.yaml}, of the properties, of the beans. */
    public List<Subject> subjects() {
        return List.copyOf(subjects.values());
    }

    /**
     * The kind of subject of this name.
     *
     * @throws CoppiceException {@code subject.not-found}
     */
    public Subject subject(String name) {
        return Optional.ofNullable(subjects.get(name))
                .orElseThrow(() -> notFound().exception());
    }

    /**
     * Passes when every map fits the database: for a test that runs after the migrations. Reads only.
     *
     * @throws CoppiceException {@code subject.misfit}, {@code policy.…}
     */
    public void requireFits() {
        subjects.values().forEach(erasures::requireFits);
    }

    /**
     * What the erasure of one subject would do now. Changes nothing.
     *
     * @throws CoppiceException {@code subject.not-found}, and as {@link Erasures#plan}
     */
    public ErasurePlan plan(String name, List<String> key) {
        return erasures.plan(subject(name), key);
    }

    /**
     * Erases one subject now, as {@link Erasures#execute} does: blocks until that ends or something stops it; the same call goes on with
     * it. Refused inside of a transaction, which its chunks would not be part of.
     *
     * @throws CoppiceException {@code prune.in-transaction}, {@code subject.not-found}, and as {@link Erasures#execute}
     */
    public Erasure erase(String name, List<String> key, Act act) {
        SpringTransaction.requireNone();
        return erasures.execute(subject(name), key, CampaignOptions.by(act), CampaignListener.NONE);
    }

    private static Fault notFound() {
        return Fault.of("subject.not-found", Kind.NOT_FOUND)
                .refused("No subject was looked at.")
                .found("This application has no kind of subject of that name.")
                .changed("Nothing was changed.")
                .next("Use a name of subjects().");
    }
}
