package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsStore;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;

/** The settings of one database, in transactions; what is written goes into the trail with it. */
public final class SettingsTransactions {
    private final Transactions transactions;

    /** Settings in these transactions. */
    public SettingsTransactions(Transactions transactions) {
        this.transactions = transactions;
    }

    static SettingsTransactions on(Target target, CoppiceCommand root) {
        return new SettingsTransactions(Transactions.on(target, root.environment()));
    }

    /** Reads. */
    public <T> T read(Function<SettingsStore, T> work) {
        return transactions.run(transaction -> joined(transaction, work));
    }

    /** Writes, and appends what {@code told} makes of the result; nothing when it makes nothing. */
    public <T> T write(Function<SettingsStore, T> work, Function<T, Optional<AuditEvent>> told) {
        return transactions.run(transaction -> {
            var written = joined(transaction, work);
            told.apply(written).ifPresent(AuditTrail.in(transaction)::append);
            return written;
        });
    }

    /** Writes unless the trail knows of the act already; answers whether it wrote. */
    public boolean writeOnce(Consumer<SettingsStore> work, AuditEvent event) {
        return transactions.run(transaction -> {
            var trail = AuditTrail.in(transaction);
            if (!trail.list(AuditQuery.newest(1).action(event.action())).items().isEmpty()) {
                return false;
            }
            joined(transaction, store -> {
                work.accept(store);
                return store;
            });
            trail.append(event);
            return true;
        });
    }

    private static <T> T joined(DSLContext transaction, Function<SettingsStore, T> work) {
        return transaction.connectionResult(connection -> work.apply(Settings.joining(connection)));
    }
}
