package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.HttpStepConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ObjectsStepConfig;
import dev.coppice.lifecycle.StepConfig;
import dev.coppice.lifecycle.internal.sql.SafeNames;
import dev.coppice.lifecycle.internal.sql.Template;
import dev.coppice.lifecycle.spi.Step;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes steps of what is declared. */
public final class Steps {
    private static final Set<String> METHODS = Set.of("DELETE", "POST", "PUT");

    private Steps() {}

    /**
     * The step that a declaration asks for. Contacts nothing.
     *
     * @throws IllegalArgumentException with the end of a sentence, when it cannot be made: an unknown adapter, a bad template
     */
    public static Step of(KindConfig kind, StepConfig declared, Map<String, Step> adapters) {
        if (declared.rows().isPresent()) {
            return rows(kind, declared);
        }
        if (declared.schema().isPresent()) {
            return new SchemaStep(kind, declared.schema().get());
        }
        if (declared.database().isPresent()) {
            return new DatabaseStep(kind, declared.database().get());
        }
        if (declared.objects().isPresent()) {
            return objects(kind, declared.objects().get());
        }
        if (declared.http().isPresent()) {
            return http(kind, declared.http().get());
        }
        if (declared.sql().isPresent()) {
            return new SqlStep(kind, declared.sql().get());
        }
        if (declared.notification().isPresent()) {
            return new NotifyStep(kind, declared.name(), declared.notification().get());
        }
        var adapter = adapters.get(declared.adapter().orElseThrow());
        if (adapter == null) {
            throw new IllegalArgumentException("must name an adapter that is given");
        }
        return adapter;
    }

    private static Step rows(KindConfig kind, StepConfig declared) {
        for (var rows : declared.rows().orElseThrow().tables()) {
            if (rows.when().isPresent()
                    && new Template(rows.when().get()).columns().isEmpty()) {
                throw new IllegalArgumentException(
                        "must name a column in braces in when, such as {id}: else it is that of every resource");
            }
        }
        return new RowsStep(kind, declared);
    }

    private static Step objects(KindConfig kind, ObjectsStepConfig config) {
        refuse(SafeNames.problemOfPrefix(config.prefix(), kind.key()));
        return new ObjectsStep(kind, config, new DeclaredStore(config.store().address()));
    }

    private static Step http(KindConfig kind, HttpStepConfig config) {
        refuse(SafeNames.problemOfUrl(config.url()));
        config.probe().ifPresent(probe -> refuse(SafeNames.problemOfUrl(probe)));
        if (!METHODS.contains(config.method())) {
            throw new IllegalArgumentException("must have the method DELETE, POST or PUT");
        }
        if (config.timeout().isZero() || config.timeout().isNegative()) {
            throw new IllegalArgumentException("must have a timeout longer than nothing");
        }
        return new HttpStep(kind, config);
    }

    private static void refuse(Optional<String> problem) {
        problem.ifPresent(end -> {
            throw new IllegalArgumentException(end);
        });
    }
}
