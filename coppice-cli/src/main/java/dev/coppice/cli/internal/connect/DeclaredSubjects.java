package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Subject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The kinds of subjects of a {@code coppice.yaml}.
 *
 * @param all every one, in its order
 */
public record DeclaredSubjects(List<Subject> all) {
    /** Copies the list. */
    public DeclaredSubjects {
        all = List.copyOf(all);
    }

    /** Those that go with a target. */
    public static DeclaredSubjects of(Target target) {
        return new DeclaredSubjects(ProjectConfig.read(target.config()).subjects().entrySet().stream()
                .map(subject -> new Subject(subject.getKey(), subject.getValue()))
                .toList());
    }

    /** The one that a word names, by its name or its table. */
    public Subject named(String word) {
        return all.stream().filter(subject -> subject.named(word)).findFirst().orElseThrow(() -> unknown(word));
    }

    private CoppiceException unknown(String word) {
        return Fault.of("subject.unknown", Fault.Kind.USAGE)
                .refused("Subject \"" + word + "\" is not known.")
                .found(
                        all.isEmpty()
                                ? "coppice.yaml declares none."
                                : "Declared are: "
                                        + all.stream().map(Subject::name).collect(Collectors.joining(", ")) + ".")
                .changed("Nothing was done.")
                .next("Name one that stands under subjects in coppice.yaml.")
                .exception();
    }
}
