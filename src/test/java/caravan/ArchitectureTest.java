package caravan;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.SettingsGroup;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The rooms and their floors, from the ground up. A room imports only from the floors below it, so
 * rooms of one floor, such as the stages of a poll, do not know each other.
 */
class ArchitectureTest {

  private static final List<List<String>> FLOORS =
      List.of(
          List.of("json"),
          List.of("model"),
          List.of("redact", "event"),
          List.of("cloud", "cloud.record", "event.view", "state", "targets"),
          List.of(
              "cloud.alibaba",
              "cloud.ctyun",
              "cloud.huawei",
              "cloud.sheet",
              "cloud.tencent",
              "event.format"),
          List.of("poll"),
          List.of(
              "poll.schedule",
              "poll.limit",
              "poll.sign",
              "poll.fetch",
              "poll.page",
              "poll.normalize",
              "poll.compare"),
          List.of("kafka", "observe", "observe.trace", "role"),
          List.of("app"),
          List.of("doctor.command"),
          List.of("doctor.check", "doctor.explain", "doctor.replay", "doctor.sheet"),
          List.of("doctor"),
          List.of(""));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("caravan");

  /** Each package has its own slice, at any depth and the root included. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
          return SliceIdentifier.of(one.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static String room(JavaClass one) {
    String name = one.getPackageName();
    return name.equals("caravan") ? "" : name.substring("caravan.".length());
  }

  /** Floor of each room, from 0. */
  private static Map<String, Integer> floors() {
    Map<String, Integer> floors = new TreeMap<>();
    IntStream.range(0, FLOORS.size())
        .forEach(floor -> FLOORS.get(floor).forEach(room -> floors.put(room, floor)));
    return floors;
  }

  @Test
  void everyRoomHasAFloor() {
    Set<String> rooms =
        PRODUCT.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(floors().keySet(), rooms);
  }

  @Test
  void roomsImportFromFloorsBelow() {
    Map<String, Integer> floors = floors();
    Set<String> wrong = new TreeSet<>();
    for (JavaClass one : PRODUCT) {
      one.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(other -> other.getPackageName().matches("caravan(\\..*)?"))
          .filter(other -> !room(other).equals(room(one)))
          .filter(other -> floors.get(room(other)) >= floors.get(room(one)))
          .forEach(other -> wrong.add(one.getName() + " -> " + other.getName()));
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void noTwoClassesShareAName() {
    List<String> names =
        PRODUCT.stream().filter(JavaClass::isTopLevelClass).map(JavaClass::getSimpleName).toList();
    Set<String> once = new TreeSet<>();
    List<String> twice =
        names.stream().filter(name -> !name.equals("package-info") && !once.add(name)).toList();
    assertEquals(List.of(), twice);
    assertTrue(once.size() > 200, "the product's classes were not found");
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
  void nothingOutsideKnowsACloud() {
    noClasses()
        .that()
        .resideOutsideOfPackages("caravan.cloud..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("caravan.cloud..")
                .and(
                    not(
                        resideInAnyPackage(
                            "caravan.cloud", "caravan.cloud.record", "caravan.cloud.sheet"))))
        .check(PRODUCT);
  }

  @Test
  void belowPollsNobodyKnowsCamelOrKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "caravan.json..",
            "caravan.model..",
            "caravan.redact..",
            "caravan.event..",
            "caravan.state..",
            "caravan.cloud..",
            "caravan.targets..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.camel..", "org.apache.kafka..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheRoomOfKafkaKnowsKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("caravan.kafka..")
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
  void implementationsOfACloudAreFinal() {
    classes()
        .that()
        .resideInAPackage("caravan.cloud..")
        .and()
        .areAnnotatedWith(Named.class)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(PRODUCT);
  }
}
