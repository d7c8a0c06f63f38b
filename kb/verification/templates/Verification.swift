// Written by `kb verify kit`. Loads every model of the kit with each choice of compute units, predicts for every set of
// inputs, and writes one JSON document (`kb.results/1`) for each.
import CoreML
import CoreVideo
import Foundation

public enum Verification {
    /// One file for each model and choice of compute units. A model that fails is written down, too.
    @discardableResult
    public static func run(writingTo folder: URL) throws -> [URL] {
        guard let kit = Bundle.module.url(forResource: "Kit", withExtension: nil) else {
            throw KitError(what: "the bundle has no Kit")
        }
        let decoder = JSONDecoder()
        let models = try decoder.decode(Kit.self, from: Data(contentsOf: kit.appendingPathComponent("kit.json"))).models
        let sets = try decoder.decode(Inputs.self, from: Data(contentsOf: kit.appendingPathComponent("inputs.json"))).sets
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var written: [URL] = []
        for model in models {
            for (name, units) in choices() {
                let results = run(model, from: kit, units: units, named: name, sets: sets)
                let file = folder.appendingPathComponent("\(model.name)-\(name).json")
                let data = try JSONSerialization.data(withJSONObject: results, options: [.prettyPrinted, .sortedKeys])
                try data.write(to: file)
                written.append(file)
            }
        }
        return written
    }

    static func choices() -> [(String, MLComputeUnits)] {
        var choices: [(String, MLComputeUnits)] = [("CPU_ONLY", .cpuOnly), ("CPU_AND_GPU", .cpuAndGPU), ("ALL", .all)]
        if #available(iOS 16, macOS 13, tvOS 16, watchOS 9, *) {
            choices.append(("CPU_AND_NE", .cpuAndNeuralEngine))
        }
        return choices
    }

    static func run(
        _ model: Kit.Model, from kit: URL, units: MLComputeUnits, named name: String, sets: [Inputs.InputSet]
    ) -> [String: Any] {
        var document: [String: Any] = [
            "schema": "kb.results/1",
            "model": ["name": model.name, "sha256": model.sha256, "target": model.target],
            "ran": ["device": machine(), "chip": "", "os": release(), "compute_units": name],
            "error": "",
        ]
        do {
            let loaded = try load(kit.appendingPathComponent(model.path), units: units)
            document["predictions"] = sets.map { predict(loaded, $0) }
        } catch {
            document["error"] = String(describing: error)
            document["predictions"] = [[String: Any]]()
        }
        return document
    }

    static func load(_ url: URL, units: MLComputeUnits) throws -> MLModel {
        let configuration = MLModelConfiguration()
        configuration.computeUnits = units
        let isCompiled = url.pathExtension == "mlmodelc"
        return try MLModel(contentsOf: isCompiled ? url : MLModel.compileModel(at: url), configuration: configuration)
    }

    static func predict(_ model: MLModel, _ inputs: Inputs.InputSet) -> [String: Any] {
        do {
            let described = model.modelDescription.inputDescriptionsByName
            let values = Dictionary(
                uniqueKeysWithValues: try inputs.features.map { name, feature in
                    // Builds for several targets share the inputs: each gets the type that it takes.
                    (name, try feature.featureValue(as: described[name]?.multiArrayConstraint?.dataType))
                })
            let output = try predict(model, MLDictionaryFeatureProvider(dictionary: values))
            var outputs: [String: Any] = [:]
            for name in output.featureNames {
                guard let value = output.featureValue(for: name) else { continue }
                outputs[name] = try encode(value)
            }
            return ["inputs": inputs.name, "error": "", "outputs": outputs]
        } catch {
            return ["inputs": inputs.name, "error": String(describing: error), "outputs": [String: Any]()]
        }
    }

    static func predict(_ model: MLModel, _ inputs: MLFeatureProvider) throws -> MLFeatureProvider {
        // A state begins anew with each set, so that their order does not matter.
        if #available(iOS 18, macOS 15, tvOS 18, watchOS 11, visionOS 2, *),
            !model.modelDescription.stateDescriptionsByName.isEmpty
        {
            return try model.prediction(from: inputs, using: model.makeState())
        }
        return try model.prediction(from: inputs)
    }

    static func encode(_ value: MLFeatureValue) throws -> [String: Any] {
        if let array = value.multiArrayValue { return encode(array) }
        switch value.type {
        case .string: return ["kind": "label", "text": value.stringValue]
        case .int64: return scalar(Double(value.int64Value))
        case .double: return scalar(value.doubleValue)
        case .dictionary:
            let pairs = value.dictionaryValue.map { (String(describing: $0.key), $0.value.doubleValue) }
            let data = base64(pairs.map { $0.1 })
            return ["kind": "scores", "labels": pairs.map { $0.0 }, "data": data]
        default: throw KitError(what: "an output of type \(value.type.rawValue) cannot be written down")
        }
    }

    static func scalar(_ value: Double) -> [String: Any] {
        ["kind": "array", "dtype": "fp64", "shape": [Int](), "encoding": "fp64", "data": base64([value])]
    }

    static func encode(_ array: MLMultiArray) -> [String: Any] {
        let shape = array.shape.map { $0.intValue }
        // Element by element with all indices: an output's rows may have gaps between them.
        let values = indices(of: shape).map { array[$0.map { NSNumber(value: $0) }] }
        var document: [String: Any] = ["kind": "array", "shape": shape]
        switch array.dataType {
        case .int32:
            document["dtype"] = "int32"
            document["encoding"] = "int32"
            document["data"] = base64(values.map { $0.int32Value })
        case .double:
            document["dtype"] = "fp64"
            document["encoding"] = "fp64"
            document["data"] = base64(values.map { $0.doubleValue })
        case .float32:
            document["dtype"] = "fp32"
            document["encoding"] = "fp32"
            document["data"] = base64(values.map { $0.floatValue })
        default:
            // fp16, which has a name of its own only from iOS 16 on.
            document["dtype"] = "fp16"
            document["encoding"] = "fp32"
            document["data"] = base64(values.map { $0.floatValue })
        }
        return document
    }

    /// Every index of a shape, row by row.
    static func indices(of shape: [Int]) -> [[Int]] {
        shape.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + [$0] } } }
    }

    static func base64<Element>(_ values: [Element]) -> String {
        values.withUnsafeBytes { Data($0).base64EncodedString() }
    }

    static func machine() -> String {
        var size = 0
        #if os(macOS)
            let name = "hw.model"
        #else
            let name = "hw.machine"
        #endif
        sysctlbyname(name, nil, &size, nil, 0)
        var characters = [CChar](repeating: 0, count: max(size, 1))
        sysctlbyname(name, &characters, &size, nil, 0)
        return String(cString: characters)
    }

    static func release() -> String {
        #if os(macOS)
            let family = "macOS"
        #elseif os(tvOS)
            let family = "tvOS"
        #elseif os(watchOS)
            let family = "watchOS"
        #elseif os(visionOS)
            let family = "visionOS"
        #else
            let family = machine().hasPrefix("iPad") ? "iPadOS" : "iOS"
        #endif
        let version = ProcessInfo.processInfo.operatingSystemVersion
        let patch = version.patchVersion == 0 ? "" : ".\(version.patchVersion)"
        return "\(family) \(version.majorVersion).\(version.minorVersion)\(patch)"
    }
}

struct KitError: Error {
    let what: String
}

struct Kit: Decodable {
    struct Model: Decodable {
        let name: String
        let path: String
        let sha256: String
        let target: String
    }

    let models: [Model]
}

struct Inputs: Decodable {
    struct InputSet: Decodable {
        let name: String
        let features: [String: Feature]
    }

    let sets: [InputSet]
}

struct Feature: Decodable {
    let kind: String
    let dtype: String?
    let shape: [Int]?
    let encoding: String?
    let data: String?
    let width: Int?
    let height: Int?
    let colour: String?
    let value: Double?

    func featureValue(as type: MLMultiArrayDataType?) throws -> MLFeatureValue {
        switch kind {
        case "array": return try MLFeatureValue(multiArray: array(as: type))
        case "image": return try MLFeatureValue(pixelBuffer: pixels())
        case "int64": return MLFeatureValue(int64: Int64(value ?? 0))
        case "double": return MLFeatureValue(double: value ?? 0)
        default: throw KitError(what: "inputs of kind \(kind) are not known")
        }
    }

    func bytes() throws -> Data {
        guard let data, let bytes = Data(base64Encoded: data) else { throw KitError(what: "an input has no data") }
        return bytes
    }

    func array(as type: MLMultiArrayDataType?) throws -> MLMultiArray {
        let array = try MLMultiArray(shape: (shape ?? []).map { NSNumber(value: $0) }, dataType: type ?? dataType())
        // A new array has no gaps: its elements stand in the order of the file.
        if encoding == "int32" {
            for (index, value) in try elements(of: Int32.self).enumerated() { array[index] = NSNumber(value: value) }
        } else {
            for (index, value) in try elements(of: Float.self).enumerated() { array[index] = NSNumber(value: value) }
        }
        return array
    }

    func dataType() throws -> MLMultiArrayDataType {
        switch dtype {
        case "int32": return .int32
        case "fp64": return .double
        case "fp16":
            guard #available(iOS 16, macOS 13, tvOS 16, watchOS 9, *) else {
                throw KitError(what: "fp16 inputs begin at iOS 16")
            }
            return .float16
        default: return .float32
        }
    }

    func elements<Element>(of type: Element.Type) throws -> [Element] {
        try bytes().withUnsafeBytes { Array($0.bindMemory(to: type)) }
    }

    func pixels() throws -> CVPixelBuffer {
        let width = width ?? 0
        let height = height ?? 0
        let isGray = colour == "GRAYSCALE"
        let format = isGray ? kCVPixelFormatType_OneComponent8 : kCVPixelFormatType_32BGRA
        var created: CVPixelBuffer?
        CVPixelBufferCreate(nil, width, height, format, nil, &created)
        guard let buffer = created else { throw KitError(what: "no pixel buffer of \(width) × \(height)") }
        let source = [UInt8](try bytes())
        CVPixelBufferLockBaseAddress(buffer, [])
        defer { CVPixelBufferUnlockBaseAddress(buffer, []) }
        guard let base = CVPixelBufferGetBaseAddress(buffer)?.assumingMemoryBound(to: UInt8.self) else {
            throw KitError(what: "the pixel buffer has no memory")
        }
        let stride = CVPixelBufferGetBytesPerRow(buffer)
        for row in 0..<height {
            for column in 0..<width {
                let from = row * width + column
                if isGray {
                    base[row * stride + column] = source[from]
                } else {
                    let to = row * stride + column * 4
                    base[to] = source[from * 3 + 2]
                    base[to + 1] = source[from * 3 + 1]
                    base[to + 2] = source[from * 3]
                    base[to + 3] = 255
                }
            }
        }
        return buffer
    }
}
