package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** The kinds of one database, declared and checked. Safe for any thread. */
public final class Kinds {
    private final Map<String, Kind> kinds;

    private Kinds(List<Kind> checked) {
        var named = new LinkedHashMap<String, Kind>();
        checked.forEach(kind -> named.put(kind.name(), kind));
        kinds = Collections.unmodifiableMap(named);
    }

    /**
     * Checks declarations against the catalogue, in one transaction that reads.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.invalid} with every problem of every kind, {@code database.…}
     */
    public static Kinds of(DataSource database, Map<String, KindConfig> declared, Map<String, Step> adapters) {
        return new Transacting(database).run(dsl -> {
            dsl.execute("SET TRANSACTION READ ONLY");
            return checked(dsl, declared, adapters);
        });
    }

    private static Kinds checked(DSLContext dsl, Map<String, KindConfig> declared, Map<String, Step> adapters) {
        var found = new Found();
        var kinds = new ArrayList<Kind>();
        declared.forEach((name, config) -> new KindCheck(name, config, adapters, found)
                .check(dsl)
                .ifPresent(kind -> {
                    KindCheck.apart(kind, kinds, found);
                    kinds.add(kind);
                }));
        found.orThrow();
        return new Kinds(kinds);
    }

    /** All kinds, in the order they are declared in. */
    public List<Kind> all() {
        return List.copyOf(kinds.values());
    }

    /** All kinds by their names. */
    public Map<String, Kind> byName() {
        return kinds;
    }

    /** The resources of a kind in lists. */
    public KindListing listing(String name) {
        return (MappedTable) load(name).table();
    }

    /**
     * A kind by its name.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}
     */
    public Kind load(String name) {
        return Optional.ofNullable(kinds.get(name))
                .orElseThrow(() -> KindFaults.unknown(name, kinds.keySet()).exception());
    }
}
