package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;

/** Files of a graph, in {@link Files}. */
record FilesStep(Files files) implements Backed {
    @Override
    public Sight look(StepContext context) {
        return new Sight.Counted(files.of(context.resource().id()).size(), 0);
    }

    @Override
    public StepOutcome apply(StepContext context) {
        throw new UnsupportedOperationException("nothing is torn down here");
    }

    @Override
    public String method() {
        return "removed";
    }

    @Override
    public void save(StepContext context, Connection snapshot, BackupWriter writer) throws IOException {
        for (var file : files.of(context.resource().id()).entrySet()) {
            writer.object(file.getKey(), new ByteArrayInputStream(file.getValue()));
        }
    }

    @Override
    public long restore(StepContext context, Connection transaction, SavedParts saved) throws IOException {
        for (var object : saved.objects()) {
            try (var bytes = saved.open(object)) {
                files.put(object.name(), bytes.readAllBytes());
            }
        }
        return saved.objects().size();
    }
}
