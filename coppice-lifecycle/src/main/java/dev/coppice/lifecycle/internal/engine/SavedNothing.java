package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import java.io.InputStream;
import java.sql.Connection;
import java.util.List;

/**
 * What a step has in a backup that has nothing of it: whatever it finds there now is too much, unlike after a waiver.
 *
 * @param backup the number of the backup; 0 when none was taken, since nothing was there
 */
record SavedNothing(long backup) implements SavedParts {
    @Override
    public List<SavedTable> tables() {
        return List.of();
    }

    @Override
    public List<String> columns(TableName saved) {
        throw notSaved(saved);
    }

    @Override
    public long load(Connection transaction, TableName saved, TableName target) {
        throw notSaved(saved);
    }

    @Override
    public long loadAsText(Connection transaction, TableName saved, TableName target) {
        throw notSaved(saved);
    }

    private static IllegalArgumentException notSaved(TableName saved) {
        return new IllegalArgumentException("saved must be a table of the backup, was: " + saved);
    }

    @Override
    public List<SavedObject> objects() {
        return List.of();
    }

    @Override
    public InputStream open(SavedObject object) {
        throw new IllegalArgumentException("object must be one of the backup, was: " + object.name());
    }

    @Override
    public List<String> scripts(BackupWriter.Phase phase) {
        return List.of();
    }
}
