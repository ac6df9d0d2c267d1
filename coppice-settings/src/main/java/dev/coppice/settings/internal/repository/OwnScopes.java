package dev.coppice.settings.internal.repository;

import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.Scopes;
import dev.coppice.settings.internal.scope.Change;
import java.util.List;

/** The chain in the database. */
record OwnScopes(Place place) implements Scopes {
    @Override
    public ScopeChain chain() {
        return place.ops().read(r -> Parents.chain(place.tables(), r));
    }

    @Override
    public void declare(ScopeChain chain) {
        ChainRules.require(chain);
        if (!chain().equals(chain)) {
            place.write(
                    w -> new Declaration(place.tables().scope(), place.tables().fragment(), w).declare(chain),
                    declared -> List.of(Change.OF_EVERYTHING));
        }
    }
}
