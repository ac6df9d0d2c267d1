package dev.coppice.cli.internal.connect;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.LifecycleBuilder;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The kinds of a {@code coppice.yaml}, and what signs the certificates of their resources.
 *
 * @param file the file, where there is one
 * @param all every kind by its name, in its order
 * @param keyFile the file with the signing key
 */
public record DeclaredKinds(Optional<Path> file, Map<String, KindConfig> all, Optional<Path> keyFile) {
    /** Copies the kinds, in their order. */
    public DeclaredKinds {
        all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
    }

    /** The kinds that go with a target. */
    public static DeclaredKinds of(Target target) {
        return of(target.config());
    }

    /** The kinds of a file. */
    public static DeclaredKinds of(Optional<Path> file) {
        var config = ProjectConfig.read(file);
        return new DeclaredKinds(file, config.kinds(), config.keyFile());
    }

    /** The lifecycle of their resources in a target, whose schema this program works with. */
    public static Lifecycle on(Target target, Map<String, String> environment) {
        var declared = of(target).required();
        var database = target.connect(environment);
        new CoppiceSchema(database).requireCurrent();
        return declared.on(database);
    }

    /** The lifecycle of their resources in a database. */
    public Lifecycle on(DataSource database) {
        return builder(database).build();
    }

    /** Refuses kinds that do not fit a database, before its schema coppice is there. */
    public void check(DataSource database) {
        builder(database).check();
    }

    private LifecycleBuilder builder(DataSource database) {
        var lifecycle = Lifecycle.on(database).kinds(all);
        keyFile.ifPresent(key -> lifecycle.signedBy(SigningKeyFile.at(key)));
        return lifecycle;
    }

    /** These, when there are any. */
    public DeclaredKinds required() {
        if (all.isEmpty()) {
            throw none(file.map(path -> "There is none in " + path + ".")
                    .orElse("There is no coppice.yaml here, and none was named with --config."));
        }
        return this;
    }

    /** That a command needs a kind, and there is none. */
    public static CoppiceException none(String found) {
        return Fault.of("kind.none", Fault.Kind.USAGE)
                .refused("The command needs a kind of resource and none is declared.")
                .found(found)
                .changed("Nothing was done.")
                .next("Declare one in the section kinds, or name another file with --config.")
                .exception();
    }
}
