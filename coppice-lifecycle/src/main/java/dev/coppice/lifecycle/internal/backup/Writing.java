package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.ops.CoppiceException;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** The writing of one backup: every step that has something to save, of every resource, at one moment. */
final class Writing {
    private final DataSource database;
    private final Family family;
    private final long epoch;

    Writing(DataSource database, Family family, long epoch) {
        this.database = database;
        this.family = family;
        this.epoch = epoch;
    }

    /** Writes everything there is at one moment to an empty shelf. */
    BackupDocument to(Shelf shelf, Snapshot snapshot) throws SQLException {
        var volume = new Volume(shelf, snapshot);
        for (var resource : family.all()) {
            for (var step : family.kind().steps()) {
                if (step.step() instanceof Backed backed) {
                    save(volume, resource, step, backed);
                }
            }
        }
        return volume.close(family.kind().name(), family.saved());
    }

    private void save(Volume volume, Row resource, DeclaredStep step, Backed backed) {
        var id = new ResourceId(family.kind().name(), resource.id());
        try (var connection = volume.snapshot().open();
                var writer = new PartWriter(volume, resource.id(), step.name(), step.type())) {
            var progress = new Ledger(DSL.using(connection, SQLDialect.POSTGRES, Transacting.QUIET))
                    .progress(id, epoch, step.name());
            var context = new SavingContext(
                    id, resource.columns(), database, epoch, progress, Optional.empty(), writer::remark);
            backed.save(context, connection, writer);
            volume.keep(writer.part());
        } catch (CoppiceException refused) {
            throw refused;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw BackupFaults.step(
                    "No backup was made.", BackupFaults.HALF_WRITTEN, step.name(), id.toString(), interrupted);
        } catch (Exception failure) {
            throw BackupFaults.step(
                    "No backup was made.", BackupFaults.HALF_WRITTEN, step.name(), id.toString(), failure);
        }
    }
}
