package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Target;
import dev.coppice.prune.OpenArchive;
import java.util.OptionalInt;
import java.util.function.Supplier;
import javax.sql.DataSource;
import picocli.CommandLine.Mixin;

/** A command that reads one archive: through the ledger of a database, where a server does, or in a store alone. */
abstract class ArchiveReadingCommand extends DatabaseCommand {
    @Mixin
    ArchiveSource source = new ArchiveSource();

    @Override
    protected final OptionalInt alone() {
        if (!source.stored()) {
            return OptionalInt.empty();
        }
        root().requireHere("Leave --server out: with --from the store is read here.");
        return OptionalInt.of(read(() -> {
            throw new IllegalStateException("an archive in a store needs no database");
        }));
    }

    @Override
    protected final int run(Target target) {
        return read(() -> target.connect(root().environment()));
    }

    private int read(Supplier<DataSource> database) {
        try (var archive = given(() -> source.open(database))) {
            return run(archive);
        }
    }

    abstract int run(OpenArchive archive);
}
