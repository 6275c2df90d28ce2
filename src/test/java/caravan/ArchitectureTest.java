package caravan;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.SettingsGroup;
import caravan.sign.SigningProcessor;
import caravan.sign.Skews;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Code imports one way: vendor, stage interfaces, model. Stages meet in routes and nowhere else.
 */
class ArchitectureTest {

  static final List<String> STAGES =
      List.of(
          "sign",
          "fetch",
          "page",
          "normalize",
          "state",
          "view",
          "publish",
          "schedule",
          "report",
          "trace",
          "targets");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("caravan");

  private static Set<String> packagesUnder(String parent) {
    return PRODUCT.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(parent + "."))
        .map(name -> name.substring(parent.length() + 1).split("\\.")[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPackageIsAStageTheModelAVendorOrTheDoctor() {
    // Given
    Set<String> known = new TreeSet<>(STAGES);
    known.addAll(List.of("model", "redact", "vendor", "doctor"));

    // Then
    assertTrue(
        known.containsAll(packagesUnder("caravan")), () -> packagesUnder("caravan").toString());
    assertTrue(packagesUnder("caravan").size() >= 10, "the product's classes were not found");
  }

  @Test
  void modelUsesNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("caravan.model..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("caravan..").and(not(resideInAPackage("caravan.model.."))))
        .check(PRODUCT);
  }

  @Test
  void redactionUsesTheModelOnly() {
    noClasses()
        .that()
        .resideInAPackage("caravan.redact..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("caravan..")
                .and(not(resideInAnyPackage("caravan.redact..", "caravan.model.."))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.camel..", "org.apache.kafka..")
        .check(PRODUCT);
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void stageUsesTheModelAndNoOtherStage(String stage) {
    String own = "caravan." + stage + "..";
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            resideInAPackage("caravan..").and(not(resideInAnyPackage(own, "caravan.model.."))))
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  @Test
  void vendorUsesTheModelAndTheStagesItFills() {
    noClasses()
        .that()
        .resideInAPackage("caravan.vendor..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("caravan..")
                .and(
                    not(
                        resideInAnyPackage(
                            "caravan.vendor..",
                            "caravan.model..",
                            "caravan.sign..",
                            "caravan.fetch..",
                            "caravan.normalize.."))))
        .check(PRODUCT);
  }

  @Test
  void vendorsDoNotKnowEachOther() {
    assertTrue(packagesUnder("caravan.vendor").size() > 1, "nothing to compare");
    slices().matching("caravan.vendor.(*)..").should().notDependOnEachOther().check(PRODUCT);
  }

  @Test
  void nothingOutsideKnowsAVendor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caravan.vendor..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("caravan.vendor..")
        .check(PRODUCT);
  }

  /** The service must owe nothing to its subcommands, neither time nor memory. */
  @Test
  void onlyTheBeginningOfTheProductKnowsTheDoctor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caravan.doctor..")
        .and()
        .doNotHaveSimpleName("Main")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("caravan.doctor..", "picocli..")
        .check(PRODUCT);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("caravan.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void onlyTheStepsOfSigningKnowCamel() {
    noClasses()
        .that()
        .resideInAPackage("caravan.sign..")
        .and(not(equivalentTo(SigningProcessor.class)))
        .and(not(equivalentTo(Skews.class)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .check(PRODUCT);
  }

  @Test
  void vendorsAndTheModelDoNotKnowCamelOrKafka() {
    noClasses()
        .that()
        .resideInAnyPackage("caravan.vendor..", "caravan.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.camel..", "org.apache.kafka..")
        .check(PRODUCT);
  }

  @Test
  void onlyPublishingKnowsKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caravan.publish..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(PRODUCT);
  }

  @Test
  void nothingIsWrittenPastTheLog() {
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(PRODUCT);
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PRODUCT);
  }

  @Test
  void timeComesFromTheClockThatIsPassedIn() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Clocks")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(PRODUCT);
  }

  /** Else their names would be unknown where unknown names are looked for. */
  @Test
  void settingsAreAGroup() {
    classes()
        .that()
        .areAnnotatedWith(ConfigMapping.class)
        .should()
        .beAssignableTo(SettingsGroup.class)
        .andShould()
        .haveSimpleNameEndingWith("Settings")
        .check(PRODUCT);
  }

  @Test
  void beansOfRoutesHaveNamesOfTheirOwn() {
    List<String> names =
        PRODUCT.stream()
            .filter(one -> one.isAnnotatedWith(Named.class))
            .map(one -> one.getAnnotationOfType(Named.class).value())
            .toList();
    assertEquals(Set.copyOf(names).size(), names.size(), names::toString);
    assertTrue(names.size() > 10, names::toString);
  }

  @Test
  void implementationsOfAVendorAreFinal() {
    classes()
        .that()
        .resideInAPackage("caravan.vendor..")
        .and()
        .areAnnotatedWith(Named.class)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(PRODUCT);
  }
}
