package dev.coppice.settings.internal.repository;

import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionChange;
import dev.coppice.settings.Definitions;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.internal.scope.SettingNames;
import java.util.Optional;
import org.jooq.impl.DSL;

/** Definitions, by their names too. */
final class OwnDefinitions extends TableRepository<Definition, NewDefinition, DefinitionChange> implements Definitions {
    private final DefinitionSort sort;

    OwnDefinitions(Place place, DefinitionSort sort) {
        super(place, sort);
        this.sort = sort;
    }

    @Override
    public Optional<Definition> named(String name) {
        SettingNames.require(name);
        var table = sort.table();
        return place.ops()
                .read(r -> Fetch.all(r, DSL.select(table.fields()).from(table).where(table.name.eq(name))).stream()
                        .map(sort::value)
                        .findFirst());
    }
}
