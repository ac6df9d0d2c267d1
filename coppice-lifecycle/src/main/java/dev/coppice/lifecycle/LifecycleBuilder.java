package dev.coppice.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.internal.backup.Hosting;
import dev.coppice.lifecycle.internal.backup.OwnBackups;
import dev.coppice.lifecycle.internal.backup.SnapshotBackups;
import dev.coppice.lifecycle.internal.certificate.Certification;
import dev.coppice.lifecycle.internal.certificate.StoredCertificates;
import dev.coppice.lifecycle.internal.engine.Engine;
import dev.coppice.lifecycle.internal.engine.EngineParts;
import dev.coppice.lifecycle.internal.kind.Kinds;
import dev.coppice.lifecycle.internal.resource.KindResources;
import dev.coppice.lifecycle.internal.sensor.Figures;
import dev.coppice.lifecycle.internal.sensor.SensorParts;
import dev.coppice.lifecycle.internal.sensor.Sensors;
import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.lifecycle.spi.Step;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Puts a lifecycle together. For one thread. */
public final class LifecycleBuilder {
    private final DataSource database;
    private final Map<String, KindConfig> kinds = new LinkedHashMap<>();
    private final Map<String, Step> adapters = new LinkedHashMap<>();
    private Optional<SigningKey> signer = Optional.empty();
    private Optional<String> worker = Optional.empty();

    LifecycleBuilder(DataSource database) {
        this.database = requireNonNull(database, "database");
    }

    /** With a kind. */
    public LifecycleBuilder kind(String name, KindConfig kind) {
        if (kinds.putIfAbsent(name, requireNonNull(kind, "kind")) != null) {
            throw new IllegalStateException("kind " + name + " is declared already");
        }
        return this;
    }

    /** With kinds by their names, such as those of {@code coppice.yaml}. */
    public LifecycleBuilder kinds(Map<String, KindConfig> declared) {
        declared.forEach(this::kind);
        return this;
    }

    /** With a step of your own, for steps declared as {@code adapter: NAME}. */
    public LifecycleBuilder adapter(String name, Step step) {
        if (adapters.putIfAbsent(name, requireNonNull(step, "step")) != null) {
            throw new IllegalStateException("adapter " + name + " is given already");
        }
        return this;
    }

    /** With a key that signs certificates; without one none is issued. */
    public LifecycleBuilder signedBy(SigningKey key) {
        signer = Optional.of(key);
        return this;
    }

    /** With a name for this process in leases and journal; else one is made of host and process. */
    public LifecycleBuilder worker(String name) {
        worker = Optional.of(name);
        return this;
    }

    /**
     * Checks the kinds against the catalogue, but for those without a table of their own, which the schema {@code coppice} has
     * to be there for. Reads only.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.invalid} with every problem found, {@code
     *     backup.hosting-exceeds-store}
     */
    public void check() {
        var own = new LinkedHashMap<>(kinds);
        own.values().removeIf(kind -> kind.table().schema().equals("coppice"));
        checked(own);
    }

    /**
     * Checks all kinds against the catalogue, and puts it together. Reads only.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.invalid} with every problem found, {@code
     *     backup.hosting-exceeds-store}, {@code schema.…}
     */
    public Lifecycle build() {
        if (kinds.isEmpty()) {
            throw new IllegalStateException("no kind is declared");
        }
        new CoppiceSchema(database).requireCurrent();
        var checked = checked(kinds);
        var name = worker.orElseGet(LifecycleBuilder::process);
        var taking = new SnapshotBackups(database, checked.byName());
        var backups = new OwnBackups(database, checked.byName(), taking);
        var certification = new Certification(signer);
        var engine = new Engine(new EngineParts(database, checked.byName(), taking, certification::issue, name));
        var teardowns = engine.teardowns();
        var certificates = new StoredCertificates(database, checked.byName(), signer, teardowns, name);
        var resources = new KindResources(database, checked);
        var sensors = Sensors.of(new SensorParts(database, checked, resources, teardowns, backups, certificates, name));
        return new Lifecycle(new LifecycleParts(
                List.copyOf(kinds.keySet()),
                resources,
                teardowns,
                engine.operations(),
                backups,
                certificates,
                sensors,
                new Figures(database)));
    }

    private Kinds checked(Map<String, KindConfig> wanted) {
        var checked = Kinds.of(database, wanted, adapters);
        checked.byName().values().forEach(Hosting::require);
        return checked;
    }

    private static String process() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }
}
