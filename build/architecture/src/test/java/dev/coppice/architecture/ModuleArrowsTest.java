package dev.coppice.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Arrows between modules only as drawn, and only through the public packages. */
@AnalyzeClasses(packages = "dev.coppice", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {

    private static final List<String> KEPT_INSIDE = List.of(
            "tools.jackson.",
            "com.fasterxml.jackson.",
            "com.networknt.",
            "com.github.benmanes.",
            "org.snakeyaml.",
            "org.flywaydb.",
            "com.zaxxer.");

    /** The machinery every module shares; the one {@code internal} package that others may use. */
    private static final String SHARED_INTERNAL = "dev.coppice.ops.internal";

    @ArchTest
    static final ArchRule modules_use_only_what_an_arrow_leads_to = noClasses()
            .should(depend("on a module no arrow leads to", (home, target) -> {
                var module = Modules.of(target.getPackageName());
                return !module.equals(home) && !Modules.reach(home).contains(module);
            }));

    @ArchTest
    static final ArchRule nothing_uses_the_internals_of_another_module = noClasses()
            .should(depend(
                    "on the internals of another module",
                    (home, target) -> isInternal(target)
                            && !Modules.of(target.getPackageName()).equals(home)
                            && !target.getPackageName().equals(SHARED_INTERNAL)));

    @ArchTest
    static final ArchRule public_methods_and_constructors_show_no_internal_type_and_no_library_kept_inside =
            noCodeUnits().that(arePublicApi()).should(showWhatMustStayInside());

    @Test
    void poms_declare_only_arrows_that_are_drawn() {
        for (var module : Modules.PACKAGES.keySet()) {
            assertThat(Poms.shippedDependencies(module))
                    .as("dependencies of %s", module)
                    .isSubsetOf(Modules.reach(module));
        }
    }

    @Test
    void every_module_of_the_reactor_is_known_here() {
        assertThat(Poms.reactor())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Modules.PACKAGES.keySet().stream(),
                                Stream.of(
                                        "coppice-architecture",
                                        "coppice-acceptance",
                                        "coppice-archive-s3-compatibility",
                                        "coppice-bench-peers",
                                        "coppice-graph-teardown"))
                        .toList());
    }

    private static ArchCondition<JavaClass> depend(String on, BiPredicate<String, JavaClass> forbidden) {
        return new ArchCondition<>("depend " + on) {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                var home = Modules.of(origin.getPackageName());
                origin.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> isOurs(dependency.getTargetClass().getBaseComponentType()))
                        .filter(dependency ->
                                forbidden.test(home, dependency.getTargetClass().getBaseComponentType()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.satisfied(dependency, dependency.getDescription())));
            }
        };
    }

    private static DescribedPredicate<JavaCodeUnit> arePublicApi() {
        return DescribedPredicate.describe(
                "are public API",
                method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                        && method.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                        && !isInternal(method.getOwner())
                        && !method.getOwner().getPackageName().startsWith("dev.coppice.cli"));
    }

    private static ArchCondition<JavaCodeUnit> showWhatMustStayInside() {
        return new ArchCondition<>("show what must stay inside") {
            @Override
            public void check(JavaCodeUnit method, ConditionEvents events) {
                Stream.concat(method.getParameterTypes().stream(), Stream.of(method.getReturnType()))
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> isInternal(type) || KEPT_INSIDE.stream().anyMatch(type.getName()::startsWith))
                        .forEach(type -> events.add(SimpleConditionEvent.satisfied(
                                method, method.getFullName() + " shows " + type.getName())));
            }
        };
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("dev.coppice.");
    }

    private static final Pattern INTERNAL = Pattern.compile("dev\\.coppice\\..*\\binternal\\b.*");

    private static boolean isInternal(JavaClass type) {
        return INTERNAL.matcher(type.getPackageName()).matches();
    }
}
